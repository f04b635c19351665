/**
 * A Tempo in an application of Spring Boot: {@link dev.tempo.spring.TempoHandler} and {@link
 * dev.tempo.spring.TempoScheduled} mark what it runs, {@link dev.tempo.spring.TempoProperties} say
 * how.
 */
@NullMarked
package dev.tempo.spring;

import org.jspecify.annotations.NullMarked;
