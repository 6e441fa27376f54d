/* What a page is looked at for, beside what axe knows. An expression: functions by name. */
(() => {
  const hidden = (e) => !e.checkVisibility({ visibilityProperty: true });
  const start = (e) => e.outerHTML.slice(0, 160);

  /* A box to tick is as large as the label around it. */
  const targetOf = (e) => (e.matches("[type=checkbox], [type=radio]") && e.closest("label")) || e;

  /* WCAG 2.5.8. Links inside a sentence are exempt; axe measures their spacing. */
  const smallTargets = () => {
    const kinds = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=option]";
    return [...document.querySelectorAll(kinds)]
      .filter((e) => !hidden(e) && getComputedStyle(e).display !== "inline")
      .map((e) => [e, targetOf(e).getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 24 || height < 24)
      .map(([e, { width, height }]) => `${width} × ${height} px: ${start(e)}`);
  };

  /* Text of the main part that is clipped, ends in dots or runs out of the window. */
  const cutText = () => {
    const main = document.querySelector("main");
    const within = (e, is) => {
      for (; e && e !== main; e = e.parentElement) if (is(e)) return true;
      return false;
    };
    const forReaders = (e) =>
      e.getBoundingClientRect().width <= 1 || getComputedStyle(e).clipPath !== "none";
    const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
    const shut = (overflow) => overflow === "hidden" || overflow === "clip";
    const cut = [];
    for (const e of main.querySelectorAll("*")) {
      if (!(e instanceof HTMLElement) || hidden(e) || !e.innerText.trim() || within(e, forReaders)) continue;
      const { overflowX, overflowY } = getComputedStyle(e);
      const wider = shut(overflowX) && e.scrollWidth > e.clientWidth + 1;
      const higher = shut(overflowY) && e.scrollHeight > e.clientHeight + 1;
      if (wider || higher) cut.push(`clipped: ${start(e)}`);
    }
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());) {
      const parent = text.parentElement;
      if (!text.data.trim() || parent.closest("svg") || hidden(parent)) continue;
      if (within(parent, (e) => scrolls(e) || forReaders(e))) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const out = ({ left, right }) => left < -1 || right > innerWidth + 1;
      if ([...range.getClientRects()].some(out)) cut.push(`outside: ${text.data.trim().slice(0, 80)}`);
    }
    return cut;
  };

  /* What a reader may impose, WCAG 1.4.12. The policy refuses inline sheets, not constructed ones. */
  const spaceText = (is) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = is ? [sheet] : [];
  };

  /* The element that has the focus: whether a ring shows, whether anything of it is in sight. */
  const focused = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const target = targetOf(e);
    const ring = (of, part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(of, part);
      return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    };
    const points = [...target.getClientRects()].flatMap(({ left, top, width, height }) =>
      [.1, .5, .9].flatMap((x) => [.2, .5, .8].map((y) => [left + width * x, top + height * y])));
    return {
      tag: e.tagName,
      id: e.id,
      name: e.getAttribute("name"),
      value: e.getAttribute("value"),
      href: e.getAttribute("href"),
      says: start(e),
      seen: points.some(([x, y]) => {
        const there = document.elementFromPoint(x, y);
        return target.contains(there) || (there !== null && target.parentElement === there);
      }),
      ringed: [null, "::before", "::after"].some((part) => ring(e, part) || ring(target, part)),
    };
  };

  return { smallTargets, cutText, spaceText, focused };
})()
