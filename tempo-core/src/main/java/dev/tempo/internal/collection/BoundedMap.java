package dev.tempo.internal.collection;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that holds a limited number of entries: adding one more removes the eldest. Keys and values
 * may be null, as in {@link LinkedHashMap}. Not thread-safe.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;
  private static final int INITIAL_CAPACITY = 16;
  private static final float LOAD_FACTOR = 0.75f;

  private final int capacity;

  private BoundedMap(int capacity, boolean byAccess) {
    super(INITIAL_CAPACITY, LOAD_FACTOR, byAccess);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, but got " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Returns an empty map that removes the entry whose last access is the longest ago.
   *
   * @param capacity how many entries at most, at least 1
   * @throws IllegalArgumentException if the capacity is below 1
   */
  public static <K, V> BoundedMap<K, V> byAccess(int capacity) {
    return new BoundedMap<>(capacity, true);
  }

  /**
   * Returns an empty map that removes the entry that was added first.
   *
   * @param capacity how many entries at most, at least 1
   * @throws IllegalArgumentException if the capacity is below 1
   */
  public static <K, V> BoundedMap<K, V> byInsertion(int capacity) {
    return new BoundedMap<>(capacity, false);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > capacity;
  }
}
