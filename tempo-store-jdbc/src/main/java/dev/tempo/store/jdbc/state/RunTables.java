package dev.tempo.store.jdbc.state;

/**
 * What a database must be told where its planner would choose a wrong index for runs. Immutable.
 *
 * @param labelled the table {@code run}, read by the index over labels
 * @param labelledUnsuccessful the table {@code run}, read by the index over labels and statuses of
 *     runs that ended without success
 * @param dead the table {@code run}, read by the index over dead letters
 * @param ranked the table {@code run}, read by the index over places of ranked runs
 * @param rankedById the table {@code run}, read by the index over ids of ranked runs
 * @param openUnique the table {@code run}, read by the index over unique keys of runs that have not
 *     ended
 * @param oldestOpen an expression for the lowest id of a run that has not ended
 */
public record RunTables(
    String labelled,
    String labelledUnsuccessful,
    String dead,
    String ranked,
    String rankedById,
    String openUnique,
    String oldestOpen) {}
