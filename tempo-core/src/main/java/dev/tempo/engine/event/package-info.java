/** Carries events to those who listen. Not exported. */
package dev.tempo.engine.event;
