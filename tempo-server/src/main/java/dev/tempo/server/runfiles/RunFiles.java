package dev.tempo.server.runfiles;

import dev.tempo.server.runfiles.RunFileResponses.FileResponse;
import java.util.List;
import java.util.UUID;

/**
 * What a run made or changed.
 *
 * @param projectId in which project
 * @param groupId for the jobs of which group files are kept apart there
 * @param total how many files
 * @param isComplete whether all files of the project were looked at
 * @param files the latest of them, as they are told
 */
record RunFiles(
    UUID projectId, String groupId, int total, boolean isComplete, List<FileResponse> files) {}
