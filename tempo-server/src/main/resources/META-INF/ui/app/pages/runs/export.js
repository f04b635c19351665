import { withErrorToast } from '../../components/toast.js';
import { postForFile } from '../../core/api.js';
import { t } from '../../core/i18n.js';

const FORMATS = ['csv', 'json', 'txt', 'pdf'];

/**
 * Returns the items of a menu that downloads runs, or their logs, as a file.
 *
 * @param {function(): {path: string, ids: ?string[]}} chosen returns which runs: those of a path's query, or of `ids`
 */
export const exportItems = (chosen) => [
  ...FORMATS.map((format) => ({ text: t(`runs.export.${format}`), run: () => withErrorToast(() => download(chosen(), format, 'runs')) })),
  null,
  ...FORMATS.map((format) => ({ text: t(`runs.exportLogs.${format}`), run: () => withErrorToast(() => download(chosen(), format, 'logs')) })),
];

/** Downloads runs as a file. */
export async function download({ path, ids }, format, content) {
  const blob = await postForFile(path, ids ? { format, content, ids } : { format, content });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${content}.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
