/**
 * What a script needs of packages: {@link dev.tempo.python.requirement.Requirements} parses what
 * pip takes.
 */
package dev.tempo.python.requirement;
