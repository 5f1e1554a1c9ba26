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

/** Returns the value of `code` as JSON gives it; "error" if it throws. */
function value(code: string): string {
	try {
		// biome-ignore lint/complexity/noCommaOperator: an indirect eval sees globals only
		return JSON.stringify((0, eval)(`(function(){${code}})()`));
	} catch (_) {
		return "error";
	}
}

/** `code` in one line. */
function titled(code: string): string {
	return code.split("\n").join(" ");
}

/** Code, and its value in JavaScript and here. Each is a call, so that no list of them takes memory. */
function same(code: string, expected: string): void {
	test(`as in JavaScript: ${titled(code)}`, (t) => {
		t.is(value(code), expected);
	});
}

/** Code, and its value in JavaScript, which is not that here. */
function other(code: string, expected: string): void {
	test(`not as in JavaScript: ${titled(code)}`, (t) => {
		t.not(value(code), expected);
	});
}

same(
	"class A{constructor(t){this.x=t}m(){return this.x}}class B extends A{constructor(){super(3)}}return new B().m()",
	"3",
);
same(
	"class P{}class Q extends P{constructor(){super();this.q=1}}class A{}class B extends A{constructor(){super();this.x=new Q()}}return new B().x.q",
	"1",
);
same(
	"class P{}class Q extends P{constructor(){super();this.q=1}}class A{constructor(){this.x=new Q()}}class B extends A{}return new B().x.q",
	"1",
);
same("class A{get y(){return 2}static z(){return 1}}return new A().y+A.z()", "3");
same("class A{}A.prototype.true=function(){return 1};return new A().true()", "1");
same(
	"var r=[];for(let i=0;i<3;i++){const k=i;r.push(function(){return k})}return r.map(function(f){return f()})",
	"[0,1,2]",
);
same("function f(){return g()}function g(){return 4}return f()", "4");
same("var u=new Uint8Array(4);u.set('ab',1);return [u[0],u[1],u[2],u[3]]", "[0,97,98,0]");
same("var u=new Uint8Array(2);u[5]=1;return u[5]===undefined", "true");
same("var u=new Uint8Array([1,2,3]);return u.indexOf(3,1)", "2");
same("return E.toString(new Uint8Array([65,0,255])).length", "3");
same("return 'abc'.substr(1,1)+'abc'.substr(1)", '"bbc"');
same("var r=/[\\x00-\\x1f]/g;r.lastIndex=2;return r.exec('a\\nb\\rc').index", "3");
same("switch(1){case 0:return 1;case 1:case 2:return 2;default:return 3}", "2");
same("var a=0;try{a=1;throw 2}catch(e){a+=e}finally{a+=4}return a", "7");
same("return (0x7fffffff+1)|0", "-2147483648");
same("return [-1>>>24,-8>>1,5&~4,1<<31]", "[255,-4,1,-2147483648]");
same(
	"var b=new ArrayBuffer(8),w=new Int32Array(b,4,1),u=new Uint8Array(b);u[4]=1;return w[0]",
	"1",
);
same("var a=[1,2];a.push(3);a.shift();return a", "[2,3]");
same("var s=`x${1+1}y`,n=null;return s+(n??'z')", '"x2yz"');
same("var o={a:1,f(){return this.a}};return o.f()", "1");
same("return getTime()>0", "true");
same("return typeof setTimeout(function(){},0)", '"number"');

other(
	"class P{}class Q extends P{constructor(){super();this.q=1}}class A{constructor(){this.x=new Q()}}class B extends A{constructor(){super()}}return new B().x.q",
	"1",
);
other(
	"class P{}class Q extends P{constructor(){super();this.q=1}}class A{constructor(x){this.x=x}}class B extends A{constructor(){super(new Q())}}return new B().x.q",
	"1",
);
other(
	"class P{}class Q extends P{constructor(){super();this.q=1}}class R extends Q{}class A{constructor(x){this.x=x}}class B extends A{constructor(){super(new R())}}return new B().x.q",
	"1",
);
other("return later();function later(){return 1}", "1");
other(
	"var r=[];for(let i=0;i<3;i++)r.push(function(){return i});return r.map(function(f){return f()})",
	"[0,1,2]",
);
other("a:for(;;){for(;;)break a}return 1", "1");
other("var a=1,f=function(){a=2;return 3;if(0){var a}};f();return a", "1");
other("class A{constructor(){this.a=1}x=[]}new A().x.push(1);return new A().x.length", "0");
other("class A{x;}return 'x' in new A()", "true");
other("class A{#x=1;m(){return this.#x}}return new A().m()", "1");
other("class A{if(){return 1}}return new A().if()", "1");
other("class A{static f(){return 1}}class B extends A{}return B.f()", "1");
other("switch(1){case 1:let leaked=2}try{return leaked}catch(e){return 0}", "0");
other("switch(5){default:return 1;case 5:return 2}", "2");
other("return /a\\r?\\n/.test('a\\n')", "true");
other("return /a{2}/.test('aa')", "true");
other("return /^(a|b)+$/.test('abcb')", "false");
other("return /\\bword/.test('a word')", "true");
other("return /^b/m.test('a\\nb')", "true");
other("var {a}={a:1};return a", "1");
other("return Math.max(...[1,2])", "2");
other("return (function(...a){return a.length})(1,2)", "2");
other("return (function(a=1){return a})()", "1");
other("var k='a';return {[k]:1}.a", "1");
other("var n=null;return n?.a===undefined", "true");
other("return 2**3", "8");
other("var a=null;a??=1;return a", "1");
other("return (function*(){yield 1})().next().value", "1");
other("return String.raw`a\\n`.length", "3");
other("return `\\${1}`", '"${1}"');
other("return `a${'}'}b`", '"a}b"');
other("return (function(){return (()=>arguments.length)(1,2)})(3)", "1");
other("return typeof new Map()", '"object"');
other("return Math.imul(2,3)", "6");
other("return [1,2].at(-1)", "2");
other("return '\\u{1F600}'.length", "2");
other("function f(){return\n1}return f()===undefined", "true");
other("var a=1,b=1;a\n++b\nreturn a*10+b", "12");
other("'use strict';return (function(){return this===undefined})()", "true");
other(
	"try{throw new TypeError('x')}catch(e){return e instanceof RangeError||e instanceof Error}",
	"true",
);
other("return 'é'.length", "1");
other("return new Uint8Array([1])===new Uint8Array([1])", "false");
other("return new Uint8Array([1,2]).slice(0) instanceof Uint8Array", "true");
