package dev.tempo.task;

import java.util.ArrayList;
import java.util.List;

/** How a parameter becomes arguments of a script. No shell reads them. */
public enum ParameterStyle {
  /** {@code --name value}, whatever the value is. */
  OPTION {
    @Override
    public List<String> arguments(String name, String value) {
      return List.of("--" + name, value);
    }
  },
  /** {@code --name} for {@code true}; nothing for {@code false} and for an empty value. */
  FLAG {
    @Override
    public List<String> arguments(String name, String value) {
      return switch (value) {
        case "true" -> List.of("--" + name);
        case "false", "" -> List.of();
        default -> OPTION.arguments(name, value);
      };
    }
  },
  /** {@code --name a --name b} for {@code a,b}; nothing for an empty value. */
  REPEATED {
    @Override
    public List<String> arguments(String name, String value) {
      List<String> all = new ArrayList<>();
      for (String one : parts(value)) {
        all.addAll(OPTION.arguments(name, one));
      }
      return all;
    }
  },
  /** {@code --name a b} for {@code a,b}; nothing for an empty value. */
  LIST {
    @Override
    public List<String> arguments(String name, String value) {
      List<String> all = new ArrayList<>(parts(value));
      if (!all.isEmpty()) {
        all.addFirst("--" + name);
      }
      return all;
    }
  },
  /**
   * As {@link #OPTION}; but runs that nobody asks for, as those of triggers, do not have the
   * parameter at all: it holds only with values that somebody else gives.
   */
  ON_REQUEST {
    @Override
    public List<String> arguments(String name, String value) {
      return OPTION.arguments(name, value);
    }
  };

  /**
   * The arguments for a value.
   *
   * @param name the parameter's, without dashes
   * @return not to be changed
   */
  public abstract List<String> arguments(String name, String value);

  private static List<String> parts(String value) {
    return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }
}
