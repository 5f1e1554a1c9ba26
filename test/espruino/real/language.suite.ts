// biome-ignore-all lint/security/noGlobalEval: the interpreter reads these programs itself
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs
/**
 * The language check: what the build relies on works on this interpreter, and what the check of the
 * build refuses is indeed wrong there. When firmware learns a feature, a test here says so.
 */
import { test } from "../../harness.js";

// The code sees the globals of this script, whose names the build shortens: it must not call its own
// things as short as that, and what it takes from the platform has to be known here.
declare const E: unknown;

test("the platform's own E is there", (t) => {
	t.not(typeof E, "undefined");
});

/** Returns the value of `code` as JSON tells it; "error" if it throws. */
function value(code: string): string {
	try {
		// biome-ignore lint/complexity/noCommaOperator: an indirect eval sees globals only
		return JSON.stringify((0, eval)(`(function(){${code}})()`));
	} catch (_) {
		return "error";
	}
}

/** Code, and its value in JavaScript and here. */
const SAME = [
	"class A{constructor(t){this.x=t}m(){return this.x}}class B extends A{constructor(){super(3)}}return new B().m()",
	"3",
	"class A{get y(){return 2}static z(){return 1}}return new A().y+A.z()",
	"3",
	"class A{}A.prototype.true=function(){return 1};return new A().true()",
	"1",
	"var r=[];for(let i=0;i<3;i++){const k=i;r.push(function(){return k})}return r.map(function(f){return f()})",
	"[0,1,2]",
	"function f(){return g()}function g(){return 4}return f()",
	"4",
	"var u=new Uint8Array(4);u.set('ab',1);return [u[0],u[1],u[2],u[3]]",
	"[0,97,98,0]",
	"var u=new Uint8Array(2);u[5]=1;return u[5]===undefined",
	"true",
	"var u=new Uint8Array([1,2,3]);return u.indexOf(3,1)",
	"2",
	"return E.toString(new Uint8Array([65,0,255])).length",
	"3",
	"return 'abc'.substr(1,1)+'abc'.substr(1)",
	'"bbc"',
	"var r=/[\\x00-\\x1f]/g;r.lastIndex=2;return r.exec('a\\nb\\rc').index",
	"3",
	"switch(1){case 0:return 1;case 1:case 2:return 2;default:return 3}",
	"2",
	"var a=0;try{a=1;throw 2}catch(e){a+=e}finally{a+=4}return a",
	"7",
	"return (0x7fffffff+1)|0",
	"-2147483648",
	"return [-1>>>24,-8>>1,5&~4,1<<31]",
	"[255,-4,1,-2147483648]",
	"var b=new ArrayBuffer(8),w=new Int32Array(b,4,1),u=new Uint8Array(b);u[4]=1;return w[0]",
	"1",
	"var a=[1,2];a.push(3);a.shift();return a",
	"[2,3]",
	"var s=`x${1+1}y`,n=null;return s+(n??'z')",
	'"x2yz"',
	"var o={a:1,f(){return this.a}};return o.f()",
	"1",
	"return getTime()>0",
	"true",
	"return typeof setTimeout(function(){},0)",
	'"number"',
];

/** Code, and its value in JavaScript, which is not that here. */
const OTHER = [
	"return later();function later(){return 1}",
	"1",
	"var r=[];for(let i=0;i<3;i++)r.push(function(){return i});return r.map(function(f){return f()})",
	"[0,1,2]",
	"a:for(;;){for(;;)break a}return 1",
	"1",
	"var a=1,f=function(){a=2;return 3;if(0){var a}};f();return a",
	"1",
	"class A{constructor(){this.a=1}x=[]}new A().x.push(1);return new A().x.length",
	"0",
	"class A{x;}return 'x' in new A()",
	"true",
	"class A{#x=1;m(){return this.#x}}return new A().m()",
	"1",
	"class A{if(){return 1}}return new A().if()",
	"1",
	"class A{static f(){return 1}}class B extends A{}return B.f()",
	"1",
	"switch(1){case 1:let leaked=2}try{return leaked}catch(e){return 0}",
	"0",
	"switch(5){default:return 1;case 5:return 2}",
	"2",
	"return /a\\r?\\n/.test('a\\n')",
	"true",
	"return /a{2}/.test('aa')",
	"true",
	"return /^(a|b)+$/.test('abcb')",
	"false",
	"return /\\bword/.test('a word')",
	"true",
	"return /^b/m.test('a\\nb')",
	"true",
	"var {a}={a:1};return a",
	"1",
	"return Math.max(...[1,2])",
	"2",
	"return (function(...a){return a.length})(1,2)",
	"2",
	"return (function(a=1){return a})()",
	"1",
	"var k='a';return {[k]:1}.a",
	"1",
	"var n=null;return n?.a===undefined",
	"true",
	"return 2**3",
	"8",
	"var a=null;a??=1;return a",
	"1",
	"return (function*(){yield 1})().next().value",
	"1",
	"return String.raw`a\\n`.length",
	"3",
	"return `\\${1}`",
	'"${1}"',
	"return `a${'}'}b`",
	'"a}b"',
	"return (function(){return (()=>arguments.length)(1,2)})(3)",
	"1",
	"return typeof new Map()",
	'"object"',
	"return Math.imul(2,3)",
	"6",
	"return [1,2].at(-1)",
	"2",
	"return '\\u{1F600}'.length",
	"2",
	"function f(){return\n1}return f()===undefined",
	"true",
	"var a=1,b=1;a\n++b\nreturn a*10+b",
	"12",
	"'use strict';return (function(){return this===undefined})()",
	"true",
	"try{throw new TypeError('x')}catch(e){return e instanceof RangeError||e instanceof Error}",
	"true",
	"return 'é'.length",
	"1",
	"return new Uint8Array([1])===new Uint8Array([1])",
	"false",
	"return new Uint8Array([1,2]).slice(0) instanceof Uint8Array",
	"true",
];

for (let i = 0; i < SAME.length; i += 2) {
	test(`as in JavaScript: ${SAME[i]}`, (t) => {
		t.is(value(SAME[i]), SAME[i + 1]);
	});
}

for (let i = 0; i < OTHER.length; i += 2) {
	test(`not as in JavaScript: ${OTHER[i]}`, (t) => {
		t.not(value(OTHER[i]), OTHER[i + 1]);
	});
}
