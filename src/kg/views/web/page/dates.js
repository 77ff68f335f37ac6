// Days, months and years: in words, on the axis of time, and how far apart.

// A time of the annotation guideline (YYYY, YYYY-MM, YYYY-MM-DD or FROM/TO) in words.
function inWords(time) {
  if (!time) return "";
  if (time.includes("/")) {
    const [from, to] = time.split("/");
    if (from && to) return `${inWords(from)} – ${inWords(to)}`;
    return from ? words().since(inWords(from)) : words().until(inWords(to));
  }
  const [year, month, day] = time.split("-").map(Number);
  if (!month) return time;
  return dateForm(state.language, Boolean(day)).format(Date.UTC(year, month - 1, day || 1));
}

const dateForms = new Map();
function dateForm(language, withDay) {
  const key = language + withDay;
  if (!dateForms.has(key)) {
    const form = withDay ? { day: "numeric", month: "long", year: "numeric" } : { month: "long", year: "numeric" };
    dateForms.set(key, new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", { ...form, timeZone: "UTC" }));
  }
  return dateForms.get(key);
}

const YEAR = 365.2425 * 864e5;

function inMilliseconds(day) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(0).setUTCFullYear(year, (month || 1) - 1, date || 1);
}

// The cells of the axis: the history's steps, else months where the evidence spans less than three years, else years.
function makeAxis(steps, spans) {
  if (steps.days.length) {
    const width = steps.unit === "month" ? 7 : 4;
    return steps.days.map((last, i) => ({
      label: last.slice(0, width),
      first: i ? after(steps.days[i - 1]) : firstOf(last.slice(0, width)),
      last,
    }));
  }
  const days = spans.flat().filter(Boolean).sort();
  return cells(days[0], days[days.length - 1]).map((label) => ({ label, first: firstOf(label), last: lastOf(label) }));
}

function cells(first, last) {
  if (!first) return [];
  const [y0, m0] = first.split("-").map(Number),
    [y1, m1] = last.split("-").map(Number);
  if (y1 - y0 >= 3) return Array.from({ length: y1 - y0 + 1 }, (_, i) => padded(y0 + i, 4));
  return Array.from({ length: (y1 - y0) * 12 + m1 - m0 + 1 }, (_, i) => {
    const month = m0 - 1 + i;
    return `${padded(y0 + Math.floor(month / 12), 4)}-${padded((month % 12) + 1, 2)}`;
  });
}

const padded = (number, width) => String(number).padStart(width, "0");
const firstOf = (label) => (label.length === 4 ? `${label}-01-01` : `${label}-01`);
const lastOf = (label) =>
  label.length === 4 ? `${label}-12-31` : new Date(Date.UTC(label.slice(0, 4), label.slice(5), 0)).toISOString().slice(0, 10);
const after = (day) => new Date(inMilliseconds(day) + 864e5).toISOString().slice(0, 10);
