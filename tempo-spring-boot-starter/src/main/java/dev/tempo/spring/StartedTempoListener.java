package dev.tempo.spring;

import dev.tempo.Tempo;
import dev.tempo.event.Subscription;

/** What begins with a started Tempo, and ends before it is closed. */
@FunctionalInterface
interface StartedTempoListener {

  /** Begins; the subscription ends it. */
  Subscription started(Tempo tempo);
}
