/** Which files of its project a run made or changed. */
@org.jspecify.annotations.NullMarked
package dev.tempo.server.runfiles;
