/**
 * What a script needs of packages: {@link dev.tempo.python.requirement.Requirements} parses what
 * pip takes.
 */
@NullMarked
package dev.tempo.python.requirement;

import org.jspecify.annotations.NullMarked;
