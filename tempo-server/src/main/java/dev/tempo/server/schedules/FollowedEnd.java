package dev.tempo.server.schedules;

import dev.tempo.schedule.FollowCondition;
import java.util.Locale;

/** The ends of runs that a trigger follows, as the API names them. */
enum FollowedEnd {
  SUCCESS(FollowCondition.ON_SUCCESS),
  FAILURE(FollowCondition.ON_FAILURE),
  ALWAYS(FollowCondition.ALWAYS);

  private final FollowCondition condition;

  FollowedEnd(FollowCondition condition) {
    this.condition = condition;
  }

  static FollowedEnd of(FollowCondition condition) {
    return switch (condition) {
      case ON_SUCCESS -> SUCCESS;
      case ON_FAILURE -> FAILURE;
      case ALWAYS -> ALWAYS;
    };
  }

  FollowCondition condition() {
    return condition;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
