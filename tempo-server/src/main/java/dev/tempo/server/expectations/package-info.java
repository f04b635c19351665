/**
 * Jobs that are late: {@link dev.tempo.server.expectations.LateWatch} finds them in time, and tells
 * who wants to know.
 */
package dev.tempo.server.expectations;
