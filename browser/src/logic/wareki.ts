// Dates as a Japanese office writes them. The server reads the same forms (src/base/date.h) and
// has the last word; here they are read only to show people at once how their date is understood.

export interface Day {
  year: number;
  month: number;
  day: number;
}

interface Era {
  name: string;
  letter: string;
  first: number; // yyyymmdd of its first day
}

const eras: Era[] = [
  { name: "令和", letter: "R", first: 20190501 },
  { name: "平成", letter: "H", first: 19890108 },
  { name: "昭和", letter: "S", first: 19261225 },
  { name: "大正", letter: "T", first: 19120730 },
  { name: "明治", letter: "M", first: 18680125 },
];

const weekdays = ["日", "月", "火", "水", "木", "金", "土"];

function number_of(day: Day): number {
  return day.year * 10000 + day.month * 100 + day.day;
}

function exists(day: Day): boolean {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day));
  return (
    day.year >= 1868 &&
    day.year <= 9999 &&
    date.getUTCMonth() === day.month - 1 &&
    date.getUTCDate() === day.day
  );
}

function era_of(day: Day): Era | undefined {
  return eras.find((era) => number_of(day) >= era.first);
}

function year_of(era: Era): number {
  return Math.floor(era.first / 10000);
}

function parse_western(text: string): Day | null {
  const match =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text) ??
    /^(\d{4})(年)(\d{1,2})月(\d{1,2})日$/.exec(text);
  if (!match) return null;
  const day = { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]) };
  return exists(day) ? day : null;
}

function parse_wareki(text: string): Day | null {
  const match =
    /^(令和|平成|昭和|大正|明治)(\d{1,2}|元)年(\d{1,2})月(\d{1,2})日$/.exec(text) ??
    /^([RHSTM])(\d{1,2}|元)[./-](\d{1,2})[./-](\d{1,2})$/.exec(text.toUpperCase());
  if (!match) return null;
  const era = eras.find((one) => one.name === match[1] || one.letter === match[1]);
  const year = match[2] === "元" ? 1 : Number(match[2]);
  if (!era || year < 1) return null;
  const day = { year: year_of(era) + year - 1, month: Number(match[3]), day: Number(match[4]) };
  return exists(day) && era_of(day) === era ? day : null;
}

/** Reads 令和8年11月21日, R8.11.21, 2026-11-21, also full-width; null when there is no such day. */
export function parse_day(text: string): Day | null {
  const plain = text.normalize("NFKC").replace(/\s+/g, "");
  return parse_western(plain) ?? parse_wareki(plain);
}

/** 2026-11-21 */
export function iso_day(day: Day): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.year}-${two(day.month)}-${two(day.day)}`;
}

/** 令和8年11月21日; the first year of an era is 元年. */
export function wareki_day(day: Day): string {
  const era = era_of(day);
  if (!era) return iso_day(day);
  const year = day.year - year_of(era) + 1;
  return `${era.name}${year === 1 ? "元" : year}年${day.month}月${day.day}日`;
}

/** 土 for a Saturday. */
export function weekday(day: Day): string {
  return weekdays[new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()] ?? "";
}
