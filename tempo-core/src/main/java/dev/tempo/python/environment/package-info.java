/**
 * Virtual environments of jobs: {@link dev.tempo.python.environment.Environments} builds, pins and
 * deletes them.
 */
package dev.tempo.python.environment;
