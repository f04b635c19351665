package dev.tempo;

import dev.tempo.store.JobStore;
import java.util.List;
import java.util.Optional;

/** All jobs in the order of their keys, read page by page. */
final class JobPages extends PagedIterator<Job> {
  private static final int PAGE = 500;

  private final JobStore store;
  private Optional<String> lastKey = Optional.empty();

  JobPages(JobStore store) {
    this.store = store;
  }

  @Override
  List<Job> readNext() {
    List<Job> page = store.list(lastKey, PAGE);
    if (!page.isEmpty()) {
      lastKey = Optional.of(page.getLast().key());
    }
    return page;
  }
}
