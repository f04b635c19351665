// How this browser's user likes logs.

const KEY = 'tempo.log';
const DEFAULT = { wrap: false, time: 'off' };
export const TIMES = ['off', 'absolute', 'relative'];

export function logOptions() {
  try {
    return { ...DEFAULT, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return DEFAULT; // something else wrote there
  }
}

export const keepLogOptions = (options) => localStorage.setItem(KEY, JSON.stringify(options));
