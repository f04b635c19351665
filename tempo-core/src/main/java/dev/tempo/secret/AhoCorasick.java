package dev.tempo.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches many words in a stream of symbols, one symbol at a time: the automaton of Aho and
 * Corasick (<i>Efficient string matching</i>, 1975). A state is the longest end of the stream that
 * begins a word. Immutable.
 */
final class AhoCorasick {
  private static final int ROOT = 0;

  private record Edge(int from, int symbol, int to) {}

  private final List<Edge> edges = new ArrayList<>();
  private final Map<Long, Integer> next = new HashMap<>();
  private final List<Integer> depths = new ArrayList<>(List.of(0));
  private final List<Integer> found = new ArrayList<>(List.of(0));
  private final boolean[] first;
  private int[] fallbacks = {};
  private int longest;

  /**
   * An automaton for these words.
   *
   * @param words symbols from 0 to 65,535; none is empty
   */
  AhoCorasick(Collection<int[]> words) {
    first = new boolean[words.stream().mapToInt(word -> word[0] + 1).max().orElse(0)];
    words.forEach(this::add);
    fallbacks = new int[depths.size()];
    link();
  }

  private void add(int[] word) {
    int state = ROOT;
    for (int symbol : word) {
      Integer known = next.get(key(state, symbol));
      state = known == null ? grow(state, symbol) : known;
    }
    found.set(state, word.length);
    first[word[0]] = true;
    longest = Math.max(longest, word.length);
  }

  private int grow(int state, int symbol) {
    int grown = depths.size();
    depths.add(depths.get(state) + 1);
    found.add(0);
    next.put(key(state, symbol), grown);
    edges.add(new Edge(state, symbol, grown));
    return grown;
  }

  /** Gives each state, the shallow ones first, its longest proper end that is a state, too. */
  private void link() {
    List<Edge> byDepth = new ArrayList<>(edges);
    byDepth.sort(Comparator.comparingInt(edge -> depths.get(edge.to())));
    for (Edge edge : byDepth) {
      int to = edge.to();
      fallbacks[to] = edge.from() == ROOT ? ROOT : step(fallbacks[edge.from()], edge.symbol());
      found.set(to, Math.max(found.get(to), found.get(fallbacks[to])));
    }
  }

  private static long key(int state, int symbol) {
    return ((long) state << Character.SIZE) | symbol;
  }

  /** The state of an empty stream. */
  int start() {
    return ROOT;
  }

  /** The state after one more symbol. */
  int step(int state, int symbol) {
    int from = state;
    while (true) {
      if (from == ROOT && !begins(symbol)) {
        return ROOT;
      }
      Integer to = next.get(key(from, symbol));
      if (to != null) {
        return to;
      }
      from = fallbacks[from];
    }
  }

  /** Whether a word begins with this symbol. */
  boolean begins(int symbol) {
    return symbol < first.length && first[symbol];
  }

  /** How many of the last symbols a word may begin with: what is before them is decided. */
  int depth(int state) {
    return depths.get(state);
  }

  /** The length of the longest word that ends here; 0 if none does. */
  int found(int state) {
    return found.get(state);
  }

  /** The length of the longest word. */
  int longest() {
    return longest;
  }
}
