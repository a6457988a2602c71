// Where the tickets of a drawing stand: a layered drawing in the manner of Sugiyama (1981).
//
// Each ticket goes to the layer behind the last one that it depends on (longest path), so every edge
// leads to the right. Within the layers tickets are sorted by the mean place of their neighbours in
// the layer before, then in the layer after, a few times over: this leaves few crossings. Edges
// across several layers are drawn as they are, without corners of their own: good enough for the
// hundred tickets that are drawn at once. O(sweeps × edges).

const SWEEPS = 6;

/// What each of `ids` depends on among them, without what follows from the rest: where A needs B and
/// B needs C, that A needs C is not drawn. `needs`: for an id those it depends on.
function essentialNeeds(ids, needs) {
  const inside = new Set(ids);
  const all = new Map(ids.map((id) => [id, needs(id).filter((other) => inside.has(other))]));
  const reached = new Map();  // from an id, any number of steps back
  const reach = (start) => {
    const open = [start];
    while (open.length > 0) {
      const id = open[open.length - 1];
      const next = all.get(id).find((other) => !reached.has(other));
      if (next !== undefined) open.push(next);
      else {
        reached.set(id, new Set(all.get(id).flatMap((other) => [other, ...reached.get(other)])));
        open.pop();
      }
    }
  };
  for (const id of ids) if (!reached.has(id)) reach(id);
  return new Map(ids.map((id) => [id, all.get(id).filter((other) =>
    !all.get(id).some((between) => reached.get(between).has(other)))]));
}

/// `before`: for each id those that it needs, of the same ids. Gives layers of ids.
function layersOf(ids, before) {
  const after = new Map(ids.map((id) => [id, []]));
  for (const id of ids) for (const other of before.get(id)) after.get(other).push(id);
  const layers = [];
  for (const [id, layer] of depthsOf(ids, before, after))
    (layers[layer] = layers[layer] || []).push(id);
  for (let sweep = 0; sweep < SWEEPS; ++sweep) {
    for (let i = 1; i < layers.length; ++i) sortBy(layers[i], layers, before);
    for (let i = layers.length - 2; i >= 0; --i) sortBy(layers[i], layers, after);
  }
  return layers;
}

/// The length of the longest way to each ticket (Kahn, 1962).
function depthsOf(ids, before, after) {
  const depth = new Map(ids.map((id) => [id, 0]));
  const unmet = new Map(ids.map((id) => [id, before.get(id).length]));
  const ready = ids.filter((id) => unmet.get(id) === 0);
  for (let i = 0; i < ready.length; ++i)
    for (const next of after.get(ready[i])) {
      depth.set(next, Math.max(depth.get(next), depth.get(ready[i]) + 1));
      unmet.set(next, unmet.get(next) - 1);
      if (unmet.get(next) === 0) ready.push(next);
    }
  return depth;
}

function sortBy(layer, layers, neighbours) {
  const place = new Map();
  for (const one of layers) one.forEach((id, i) => place.set(id, i / one.length));
  const mean = new Map(layer.map((id) => {
    const places = neighbours.get(id).map((other) => place.get(other));
    return [id, places.length > 0 ? places.reduce((a, b) => a + b, 0) / places.length
      : place.get(id)];
  }));
  layer.sort((a, b) => mean.get(a) - mean.get(b));
}
