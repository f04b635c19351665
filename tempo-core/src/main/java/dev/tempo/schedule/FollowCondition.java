package dev.tempo.schedule;

/** Sets after which ends of a run something follows. */
public enum FollowCondition {
  /** It succeeded. */
  ON_SUCCESS,
  /** It failed, ran longer than its job allows, or was lost; not if somebody cancelled it. */
  ON_FAILURE,
  /** However it ended. */
  ALWAYS
}
