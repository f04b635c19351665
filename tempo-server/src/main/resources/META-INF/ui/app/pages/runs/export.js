import { postForFile } from '../../core/api.js';

/** Downloads runs as a file: those of a path's query, or of `ids`. */
export async function exportRuns(path, { format, ids }) {
  const blob = await postForFile(path, ids ? { format, ids } : { format });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `runs.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
