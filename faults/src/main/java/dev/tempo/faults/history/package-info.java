/**
 * What a server under faults was seen to do, and what of that must not be. Begin with {@code
 * HistoryChecker}.
 */
package dev.tempo.faults.history;
