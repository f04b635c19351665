package dev.tempo.server.importexport;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Puts the jobs of an archive into the order in which none comes before a job that it follows. */
final class ImportOrder {
  private final Map<UUID, JobDocument> byId = new HashMap<>();
  private final Set<JobDocument> ordered = new LinkedHashSet<>();
  private final Set<JobDocument> underWay = new HashSet<>();

  private ImportOrder() {}

  /** These jobs in such an order; those that go round come as they are. */
  static List<JobDocument> of(Collection<JobDocument> documents) {
    ImportOrder order = new ImportOrder();
    documents.forEach(document -> order.byId.put(document.id(), document));
    documents.forEach(order::add);
    return new ArrayList<>(order.ordered);
  }

  private void add(JobDocument document) {
    if (ordered.contains(document) || !underWay.add(document)) {
      return;
    }
    document.followed().stream().map(byId::get).filter(before -> before != null).forEach(this::add);
    ordered.add(document);
  }
}
