package dev.tempo.server.jobdocs;

import java.nio.file.Path;

/**
 * A file beside pages.
 *
 * @param path where it lies
 * @param size in bytes
 */
public record DocFile(Path path, long size) {}
