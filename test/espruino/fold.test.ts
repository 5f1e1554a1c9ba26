/** A program whose functions are folded does what it did before, and is fit for the interpreter. */
import test from "ava";
import { findings } from "../../build/espruino/check.js";
import { fold } from "../../build/espruino/fold.js";

const MANY = Array.from({ length: 300 }, (_, at) => at);

/** Programs as the minifier leaves them, a statement at the top each. */
const PROGRAMS: Readonly<Record<string, string[]>> = {
	"a function inside that is called as its parameter": [
		"function f(k){function t(t){let s=0;for(let i=0;i<t;i++)s+=i*k;return s}return t(k+2)+t(5)}",
		"print(f(3),f(2));",
	],
	"a function inside that is called as one at the top": [
		"function f(a){return a+1}",
		"function g(a){function f(f){return f*3}return f(a)}",
		"print(f(1),g(1));",
	],
	"an object, a function or an arrow at the end": [
		"function f(o){o.a={}}",
		"function g(o){o.b=function(a){return a+1}}",
		"function h(o){o.c=a=>{return a+2}}",
		"const o={};",
		"f(o),g(o),h(o),print(JSON.stringify(o),o.b(1),o.c(1));",
	],
	"an object at the end of a statement in another": [
		"function f(o,n){for(const a of n)o[a]={}}",
		"function g(o,a){if(a)o.a={};else o.b={}}",
		"function h(o,a){for(;a-->0;)if(a)o[a]={}}",
		"const o={};",
		"f(o,['x','y']),g(o,0),g(o,1),h(o,3),print(JSON.stringify(o));",
	],
	"statements that end with a brace, or with none": [
		"function f(a){if(a){print(a)}else{print('none')}}",
		"function g(a){try{a()}catch(e){print(e)}finally{print('after')}}",
		"function h(a){switch(a){case 1:print('one');break;default:print('more')}}",
		"function k(a){do{print(a)}while(--a>0)}",
		"function l(a){throw a}",
		"function m(){}",
		"f(1),f(0),h(1),h(2),k(2),print(m()),g(()=>{l('thrown')});",
	],
	"a var beside what another's loop declares": [
		"function f(n){let r='';for(const x of n)r+=x;return r}",
		"function g(n){var t=[n,1];return t.push(n),t.join()}",
		"function h(n){if(n>0){var t=n*2;return t}return n}",
		"print(f([1,2]),f([3]),g(4),h(5),h(-5));",
	],
	"a function beside what others declare": [
		"function f(n){let r='';for(const x of n)r+=x;return r}",
		"function g(n){function x(m){return m*n}return x(3)}",
		"function h(n){var r=0;for(let i=0;i<n;i++)r+=i;return r}",
		"print(f([1,2]),g(4),h(5));",
	],
	"more names than there are of a letter and a digit": [
		`function f(${MANY.map((at) => `a${at}`).join()}){return[a0,a290,a299]}`,
		`print(f(${MANY.join()}));`,
	],
	"what functions made in a loop keep": [
		"function f(n){const r=[];let t=0;for(let i=0;i<n;i++){const v=i*10;r.push(()=>(t+=v,v))}let s='';for(const a of r)s+=a()+',';return s+t}",
		"function g(n){let a=n;return{next(){return a++},peek:()=>a}}",
		"const a=g(5),b=g(9);",
		"print(f(3),f(2),a.next(),a.next(),b.next(),a.peek(),b.peek());",
	],
	"a variable without a value in each round": [
		"function f(n){let r='';for(let i=0;i<n;i++){let u;if(i===0)u='set';r+=u;{const u=i;r+=u}}return r}",
		"print(f(3),f(2));",
	],
	"calls in calls, of itself and through others": [
		"function f(n,a){const b=n;if(n>0){const c=f(n-1,a);a.push(b,c)}return b}",
		"function g(n,a){let b=n;const c=a(n);b+=100;return b+':'+c}",
		"function h(n){return n>2?'end':g(n,a=>h(a+1))}",
		"function k(a,b,c){return''+a+b+c}",
		"const a=[];",
		"print(f(3,a),a.join(),h(0),k(k(1,h(2),3),f(1,[]),k()));",
	],
	"ways out of loops": [
		"function f(n){let r='';for(let i=0;i<n;i++){switch(i%4){case 0:r+='a';continue;case 1:{const t=i*2;r+=t;break}case 2:for(let j=0;j<5;j++){if(j===3)break;if(j===1)continue;r+=j}break;default:for(const k of[1,2]){if(k===2&&i>3)return r+'!';r+=k}}r+=';'}return r}",
		"function g(n){let r='';for(let i=0;i<n;i++)try{if(i%3===1)throw'x'+i;r+=i;if(i===5)return r+'!'}catch(e){r+=e;if(i>3)break}finally{r+='f'}return r}",
		"print(f(9),f(3),g(8),g(4));",
	],
	"arguments that are not passed, and properties called as variables": [
		"function f(a,b,c){if(b===undefined)b='B';c=c||'C';return a+b+c}",
		"function g(a){const b=a+1;return{a,b,c:f(b)}}",
		"print(f(),f(1),f(1,2),f(1,2,3),JSON.stringify(g(1)));",
	],
};

/** Says that all of the code comes from the first place of its source. */
const MAP = { version: 3, sources: ["main.js"], names: [], mappings: "AAAA" };

function printed(code: string): string {
	const lines: string[] = [];
	new Function("print", code)((...told: unknown[]) => lines.push(told.join(" ")));
	return lines.join("\n");
}

for (const [title, statements] of Object.entries(PROGRAMS)) {
	test(`fold: ${title}`, (t) => {
		const plain = `"use strict";${statements.join("")}`;
		const script = fold({ code: plain, map: MAP }, () => 0);
		t.deepEqual(findings(plain), [], "the program itself is fit");
		t.deepEqual(findings(script, true), [], script);
		const functions = statements.filter((each) => each.startsWith("function"));
		t.is(script.match(/^case \d+:/gm)?.length, functions.length, script);
		const told = printed(plain);
		t.not(told, "");
		t.is(printed(script), told, script);
	});
}
