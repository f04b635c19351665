package dev.tempo;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What is read page by page, as it is asked for. Ends with the first empty page. */
abstract class PagedIterator<T> implements Iterator<T> {
  private Iterator<T> page = List.<T>of().iterator();

  /** The page after those that were read; empty at the end. */
  abstract List<T> readNext();

  Stream<T> stream() {
    Iterable<T> all = () -> this;
    return StreamSupport.stream(all.spliterator(), false);
  }

  @Override
  public boolean hasNext() {
    if (!page.hasNext()) {
      page = readNext().iterator();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
