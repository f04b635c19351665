import { html, nothing } from 'lit';
import { formatBytes, formatDecimal, formatDuration, formatInteger, formatPercent } from '../core/format.js';
import { plural, t } from '../core/i18n.js';

/** Renders what the machine does on which the server runs; says so if nothing is known of it. */
export const hostCard = (host) => html`<section class="card machine"><header><h2>${t('host.title')}</h2></header>
  <div class="body">${host ? facts(host) : html`<p class="soft">${t('host.unknown')}</p>`}</div></section>`;

const fact = (name, label, value, title = nothing) => html`<div data-fact=${name} title=${title}><dt>${label}</dt><dd>${value}</dd></div>`;

function facts({ cpu, memory, disks, uptimeSeconds, processes }) {
  const load = [cpu.load1, cpu.load5, cpu.load15].filter((value) => value !== null).map(formatDecimal);
  return html`<dl class="facts">
    ${fact('cpu', t('host.cpu'), cpu.usedPercent === null ? plural('host.cores', cpu.cores) : t('host.ofCores', { used: formatPercent(cpu.usedPercent / 100), cores: formatInteger(cpu.cores) }))}
    ${load.length > 0 ? fact('load', t('host.load'), load.join(' · '), t('host.loadHint')) : nothing}
    ${fact('memory', t('host.memory'), t('host.of', { used: formatBytes(memory.totalBytes - memory.availableBytes), total: formatBytes(memory.totalBytes) }))}
    ${memory.swapTotalBytes > 0 ? fact('swap', t('host.swap'), t('host.of', { used: formatBytes(memory.swapUsedBytes), total: formatBytes(memory.swapTotalBytes) })) : nothing}
    ${disks.map((disk) => fact('disk', t('host.disk'), t('host.freeOf', { free: formatBytes(disk.usableBytes), total: formatBytes(disk.totalBytes) }), disk.path))}
    ${fact('processes', t('host.processes'), formatInteger(processes))}
    ${fact('uptime', t('host.uptime'), formatDuration(uptimeSeconds * 1_000))}
  </dl>`;
}
