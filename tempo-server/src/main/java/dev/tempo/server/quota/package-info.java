/**
 * How much room the logs of an account may take: {@link dev.tempo.server.quota.LogQuotaService}
 * keeps no more logs of it once that is used up. Runs are never held up.
 */
package dev.tempo.server.quota;
