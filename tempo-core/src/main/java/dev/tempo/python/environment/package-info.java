/**
 * Virtual environments of jobs: {@link dev.tempo.python.environment.Environments} builds, pins and
 * deletes them.
 */
@NullMarked
package dev.tempo.python.environment;

import org.jspecify.annotations.NullMarked;
