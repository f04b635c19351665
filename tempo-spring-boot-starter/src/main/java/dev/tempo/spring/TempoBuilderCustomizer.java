package dev.tempo.spring;

import dev.tempo.TempoBuilder;

/**
 * A bean that sets what properties do not, before the application's Tempo is built. Those of many
 * are called in the order of the beans.
 */
@FunctionalInterface
public interface TempoBuilderCustomizer {

  /**
   * Changes the builder.
   *
   * @param builder has all that comes from properties, annotations and beans
   */
  void customize(TempoBuilder builder);
}
