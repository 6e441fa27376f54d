/* The map itself: outlines, a marker for each line of the list, ways between the two. */
const HERE = new URL(".", import.meta.url);
const NEAR_ZOOM = 8.2; // From there, communes; further off, départements.
const MOST_BYTES = 448000; // Of the page and all it asked for, before anybody moves the map.
const WORKER = { name: "worker", encodedBodySize: 122000 };
const HEADERS = 700;
const SIZE = 2 * parseFloat(getComputedStyle(document.documentElement).fontSize); // Of a marker and its edge.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const THEMES = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) => matchMedia(query));

export async function draw(element, content, words) {
  const [gl, index] = await Promise.all([
    import("../vendor/maplibre/maplibre-gl.mjs"),
    read(`${content.outlines}index.json`),
    sheet(new URL("../map/map.css", HERE)),
  ]);
  await new View(element, content, words, gl, index).begin();
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function sheet(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => reject(new Error(`${address} is absent`)));
    document.head.append(link);
  });
}

function make(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/* Lines written as steps on a grid, each from the end of the one before: packs/fr/outlines. */
function reader(grid) {
  let [x, y] = [0, 0];
  return (text) => {
    const steps = [];
    for (let n = 0, value = 0, shift = 0; n < text.length; n += 1) {
      const bits = text.charCodeAt(n) - 63;
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits >= 32) continue;
      steps.push(value & 1 ? -(value + 1) / 2 : value / 2);
      value = shift = 0;
    }
    return steps.filter((_, n) => n % 2).map((up, n) => [(x += steps[2 * n]) * grid, (y += up) * grid]);
  };
}

function features(file) {
  const feature = (kind, type, coordinates, rest) => ({
    type: "Feature", properties: { kind, ...rest }, geometry: { type, coordinates },
  });
  const rings = file.rings.map(reader(file.grid));
  const places = reader(file.grid)(file.at);
  return [
    ...rings.map((ring) => feature("land", "Polygon", [ring])),
    ...file.lines.map(reader(file.grid)).map((line) => feature("inner", "LineString", line)),
    ...rings.map((ring) => feature("edge", "LineString", ring)),
    ...places.map((at, n) => feature("town", "Point", at, { name: file.towns[n], people: 100 * file.hundreds[n] })),
  ];
}

function spent() {
  const asked = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  if (!asked.some(({ name }) => name.includes(WORKER.name))) asked.push(WORKER); // Not listed everywhere.
  return asked.reduce((sum, one) => sum + one.encodedBodySize + HEADERS, 0);
}

/* Markers that share a spot stand in a square. */
function square({ members: { length } }) {
  const columns = Math.ceil(Math.sqrt(length));
  return [columns, Math.ceil(length / columns)];
}

function meet(one, other) {
  const [[wide, high], [otherWide, otherHigh]] = [square(one), square(other)];
  return Math.abs(one.x - other.x) < (SIZE / 2) * (wide + otherWide)
    && Math.abs(one.y - other.y) < (SIZE / 2) * (high + otherHigh);
}

class View {
  constructor(element, content, words, gl, index) {
    Object.assign(this, { element, content, words, gl, index });
    this.held = { france: [], near: [] };
    this.asked = new Set();
  }

  async begin() {
    this.frame();
    const { gl, content } = this;
    this.box = new gl.LngLatBounds();
    for (const { at } of [...content.spots, ...(content.around ? [content.around] : [])]) this.box.extend(at);
    try {
      this.map = new gl.Map({
        container: this.ground,
        style: this.style(),
        bounds: this.box,
        fitBoundsOptions: this.fit(),
        minZoom: 3.5,
        maxZoom: content.tiles ? 17 : 14,
        maxPitch: 0,
        dragRotate: false,
        pitchWithRotate: false,
        attributionControl: false,
        cooperativeGestures: true,
        fadeDuration: 0,
        locale: {
          "Map.Title": `${this.words.title}. ${this.words.keys}`,
          "CooperativeGesturesHandler.WindowsHelpText": this.words.ctrl,
          "CooperativeGesturesHandler.MacHelpText": this.words.cmd,
          "CooperativeGesturesHandler.MobileHelpText": this.words.fingers,
        },
      });
    } catch (fault) {
      this.box = null;
      this.live.remove();
      throw fault;
    }
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new gl.ScaleControl({ maxWidth: 90 }), "bottom-left");
    this.map.on("error", () => {}); // A tile that does not come: the outlines are there.
    await this.map.once("load");
    await this.outlines(MOST_BYTES - spent());
    this.home();
    this.links = content.spots.map((spot) => this.link(spot)).filter(Boolean);
    this.group();
    // Until somebody moves it, the map shows every line, whatever becomes of the window.
    this.map.on("movestart", ({ originalEvent }) => { this.moved ||= Boolean(originalEvent); });
    this.map.on("resize", () => this.moved || this.map.fitBounds(this.box, { ...this.fit(), animate: false }));
    this.map.on("moveend", () => { this.group(); this.outlines(); this.limits(); });
    this.limits();
    for (const theme of THEMES) theme.addEventListener("change", () => this.map.setStyle(this.style(), { diff: true }));
    this.element.dataset.drawn = content.spots.length;
  }

  fit() {
    return { padding: { top: 52, bottom: 44, left: 44, right: 84 }, maxZoom: 11.5, animate: !calm.matches };
  }

  /* Before the map, so that WebGL failing leaves the drawing as it was. */
  frame() {
    const { words } = this;
    this.ground = make("div", { className: "live-map__ground" });
    const tool = (name, drawing, act) => {
      const button = make("button", { type: "button", title: words[name] });
      button.setAttribute("aria-label", words[name]);
      button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="${drawing}"/></svg>`;
      button.addEventListener("click", () => {
        if (button.ariaDisabled === "true") return;
        this.moved = name !== "all";
        act();
      });
      return (this[name] = button);
    };
    const tools = make("div", { className: "live-map__tools" },
      tool("in", "M5 12h14M12 5v14", () => this.map.zoomIn({ animate: !calm.matches })),
      tool("out", "M5 12h14", () => this.map.zoomOut({ animate: !calm.matches })),
      tool("all", "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5", () => this.map.fitBounds(this.box, this.fit())));
    const back = make("a", { href: `#${this.content.list}`, textContent: words.back });
    back.addEventListener("click", () => this.reach(document.getElementById(this.content.list)));
    this.live = make("div", { className: "live-map" }, this.ground, tools);
    const said = [words.tour, words.credit].filter(Boolean).join(" ");
    this.live.append(make("p", { className: "live-map__under small muted" }, make("span", { textContent: said }), back));
    this.element.append(this.live);
    this.element.classList.add("is-live");
  }

  colour(name) {
    return getComputedStyle(this.element).getPropertyValue(`--${name}`).trim();
  }

  style() {
    const { content } = this;
    const is = (kind) => ["==", ["get", "kind"], kind];
    const drawn = (source, zooms, far) => [
      { id: `${source}-land`, type: "fill", source, ...zooms, filter: is("land"), paint: { "fill-color": this.colour("surface") } },
      ...(content.tiles ? [] : [
        { id: `${source}-inner`, type: "line", source, ...zooms, filter: is("inner"), paint: { "line-color": this.colour(far ? "edge" : "line"), "line-width": far ? 0.7 : 1 } },
      ]),
      { id: `${source}-edge`, type: "line", source, ...zooms, filter: is("edge"), paint: { "line-color": this.colour("edge"), "line-width": far ? 1 : 1.4 } },
    ];
    const names = (source, zooms) => (content.tiles ? [] : [{
      id: `${source}-names`, type: "symbol", source, ...zooms, filter: is("town"),
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["system-ui, sans-serif"],
        "text-size": ["interpolate", ["linear"], ["get", "people"], 500, 11, 50000, 14],
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.4,
        "text-padding": 4,
        "symbol-sort-key": ["-", ["get", "people"]],
      },
      paint: { "text-color": this.colour("muted"), "text-halo-color": this.colour("surface"), "text-halo-width": 1.5 },
    }, {
      id: `${source}-dots`, type: "circle", source, ...zooms, filter: ["all", is("town"), [">", ["get", "people"], 2000]],
      paint: { "circle-radius": 2, "circle-color": this.colour("muted") },
    }]);
    const far = { maxzoom: NEAR_ZOOM };
    const near = { minzoom: NEAR_ZOOM };
    const sources = {
      france: { type: "geojson", data: { type: "FeatureCollection", features: this.held.france } },
      near: { type: "geojson", data: { type: "FeatureCollection", features: this.held.near } },
      tour: { type: "geojson", data: this.tour() },
    };
    const tiles = [];
    if (content.tiles) {
      const address = new URL(content.tiles, location.href).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}");
      sources.tiles = { type: "raster", tiles: [address], tileSize: 256, maxzoom: 19 };
      tiles.push({ id: "tiles", type: "raster", source: "tiles", paint: THEMES[0].matches ? { "raster-brightness-max": 0.65 } : {} });
    }
    const all = [...drawn("france", far, true), ...drawn("near", near, false)];
    return {
      version: 8,
      sources,
      layers: [
        { id: "ground", type: "background", paint: { "background-color": this.colour("sunken") } },
        ...all.filter((layer) => layer.type === "fill"),
        ...tiles,
        ...all.filter((layer) => layer.type !== "fill"),
        ...names("france", far),
        ...names("near", near),
        { id: "tour", type: "line", source: "tour", layout: { "line-cap": "round" }, paint: { "line-color": this.colour("terracotta"), "line-width": 2.5, "line-dasharray": [0.5, 2] } },
      ],
    };
  }

  tour() {
    const { around, spots, tour } = this.content;
    const at = new Map(spots.map((spot) => [spot.n, spot.at]));
    const coordinates = tour ? [around.at, ...tour.map((n) => at.get(n)), around.at] : [];
    return { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } };
  }

  /* The files that the view needs, the nearest to its middle first. */
  async outlines(most = Infinity) {
    const view = this.map.getBounds();
    const middle = view.getCenter();
    const source = this.map.getZoom() < NEAR_ZOOM ? "france" : "near";
    const meets = ([west, south, east, north]) =>
      west < view.getEast() && east > view.getWest() && south < view.getNorth() && north > view.getSouth();
    const away = ([west, south, east, north]) => Math.hypot((west + east) / 2 - middle.lng, (south + north) / 2 - middle.lat);
    let left = most;
    const names = source === "france" ? ["france"] : Object.keys(this.index)
      .filter((name) => name !== "france" && meets(this.index[name]))
      .sort((one, other) => away(this.index[one]) - away(this.index[other]))
      .filter((name, rank) => (left -= this.index[name][4] + HEADERS) >= 0 || rank === 0);
    const wanted = names.filter((name) => !this.asked.has(name));
    for (const name of wanted) this.asked.add(name);
    const read_ = await Promise.all(wanted.map((name) => read(`${this.content.outlines}${name}.json`).catch(() => null)));
    const found = read_.filter(Boolean).flatMap(features);
    if (!found.length) return;
    this.held[source].push(...found);
    this.map.getSource(source).setData({ type: "FeatureCollection", features: this.held[source] });
  }

  home() {
    const { around } = this.content;
    if (!around) return;
    const diamond = make("div", { className: "live-map__home" });
    new this.gl.Marker({ element: make("div", {}, diamond) }).setLngLat(around.at).addTo(this.map);
    const name = make("div", { className: "live-map__home-name", textContent: around.name });
    this.name = new this.gl.Marker({ element: name, anchor: "bottom" }).setLngLat(around.at).addTo(this.map);
  }

  /* A link of the map for a line of the list, which holds its name. */
  link({ n, to, at, about }) {
    const line = document.getElementById(to);
    if (!line) return null;
    const name = line.querySelector("h2, h3, h4, a")?.textContent.trim() ?? "";
    const link = make("a", { href: `#${to}`, textContent: n, className: about ? "is-about" : "" });
    const said = name.startsWith(String(n)) || name.includes(` ${n} `) ? name : `${n}. ${name}`;
    link.setAttribute("aria-label", said);
    link.title = name;
    link.addEventListener("click", () => this.reach(line));
    const raise = (node) => (event) => node.classList.toggle("is-raised", /enter|in$/.test(event.type));
    for (const type of ["mouseenter", "mouseleave", "focusin", "focusout"]) {
      line.addEventListener(type, raise(link));
      link.addEventListener(type, raise(line));
    }
    return { n, at, link };
  }

  reach(line) {
    if (!line) return;
    if (!line.hasAttribute("tabindex")) line.tabIndex = -1;
    requestAnimationFrame(() => line.focus());
  }

  /* Links that would hide one another share a marker, in the order of the list. */
  group() {
    const zoom = this.map.getZoom();
    if (zoom === this.grouped) return;
    this.grouped = zoom;
    let groups = this.links.map((link) => ({ ...this.map.project(link.at), members: [link] }));
    for (let one; (one = groups.find((a) => groups.some((b) => a !== b && meet(a, b))));) {
      const other = groups.find((b) => b !== one && meet(one, b));
      const members = [...one.members, ...other.members].sort((a, b) => a.n - b.n);
      const at = members.map((member) => this.map.project(member.at));
      const mean = (axis) => at.reduce((sum, point) => sum + point[axis], 0) / at.length;
      groups = groups.filter((group) => group !== one && group !== other).concat({ x: mean("x"), y: mean("y"), members });
    }
    groups.sort((a, b) => a.members[0].n - b.members[0].n);
    const focused = document.activeElement;
    this.markers?.forEach((marker) => marker.remove());
    this.markers = groups.map((group) => {
      const { x, y, members } = group;
      const element = make("div", { className: "live-map__spots" }, ...members.map(({ link }) => link));
      element.style.gridTemplateColumns = `repeat(${square(group)[0]}, auto)`;
      return new this.gl.Marker({ element }).setLngLat(this.map.unproject([x, y])).addTo(this.map);
    });
    if (this.name) { // Above the markers that stand where one starts from.
      const { x, y } = this.map.project(this.content.around.at);
      const over = groups.find((group) => meet(group, { x, y, members: [null] }));
      this.name.setOffset([0, over ? over.y - y - (SIZE / 2) * square(over)[1] - 2 : -12]);
    }
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  }

  limits() {
    const zoom = this.map.getZoom();
    this.in.ariaDisabled = String(zoom >= this.map.getMaxZoom());
    this.out.ariaDisabled = String(zoom <= this.map.getMinZoom());
  }
}
