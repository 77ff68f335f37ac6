// Blocs: who belongs to which when, their names and colours.
const COLOURS = 8;
const BLOCS = new Map(
  HISTORY
    ? DATA.blocs.map((bloc) => [bloc.id, { id: bloc.id, names: bloc.names, colour: bloc.colour }])
    : [...new Set(DATA.nodes.map((node) => node.cluster))].filter(Number.isInteger).map((id) => [id, { id, names: null, colour: id % COLOURS }]),
);

// The stays of each node: first and last step, and the bloc.
const stays = new Map();
for (const bloc of HISTORY ? DATA.blocs : [])
  for (const [id, spans] of Object.entries(bloc.members)) {
    if (!stays.has(id)) stays.set(id, []);
    for (const [from, to] of spans) stays.get(id).push([from, to, bloc.id]);
  }

function blocAt(id, cell) {
  if (!HISTORY) return nodes.get(id).cluster ?? null;
  return stays.get(id)?.find(([from, to]) => from <= cell && cell <= to)?.[2] ?? null;
}

// The bloc at the moment, or the last one in the period.
function blocOf(id) {
  if (!HISTORY || state.mode !== "period") return blocAt(id, state.to);
  const found = (stays.get(id) || []).filter(([from, to]) => from <= state.to && to >= state.from);
  return found.sort((a, b) => b[1] - a[1])[0]?.[2] ?? null;
}
const groupOf = (id) => groupOfBloc(blocOf(id));
const groupOfBloc = (bloc) => `group-${BLOCS.get(bloc)?.colour ?? "none"}`;

// A bloc without a name is that around its best-connected member.
function blocName(id) {
  const bloc = BLOCS.get(id);
  if (!bloc) return words().noBloc;
  if (bloc.names) return local(bloc.names) || `${words().kinds.bloc} ${id + 1}`;
  const chief = DATA.nodes.filter((node) => node.cluster === id).sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))[0];
  return words().around(nameOf(chief.id));
}

// The blocs with members in the picture, the largest first, with their number of members.
function shownBlocs() {
  const counts = new Map();
  for (const id of neighbours.keys()) {
    const bloc = blocOf(id);
    if (bloc !== null) counts.set(bloc, (counts.get(bloc) || 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}
