/**
 * One round of the engine's loop, and what a decision in it stands on: {@link
 * dev.tempo.engine.turn.Turn} collects changes, {@link dev.tempo.engine.turn.Isolation} keeps a
 * failed {@link dev.tempo.engine.turn.Decision} from the others, {@link
 * dev.tempo.engine.turn.TimerQueue} holds what is due later, {@link
 * dev.tempo.engine.turn.RetryingStore} asks the store again. Knows no other room of the engine; not
 * exported.
 */
package dev.tempo.engine.turn;
