package dev.tempo.server.pages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Two groups of scripts, as people put them below the data of a server. */
final class SampleGroups {
  private static final String SYSTEM =
      """
      {"name": {"en": "System care", "es": "Cuidado del sistema", "fr": "Entretien du système", "it": "Cura del sistema"},
       "description": {"en": "Backups, clean-up and checks of the machines in the cellar", "fr": "Sauvegardes, nettoyage et contrôles des machines de la cave"},
       "icon": "server", "required_level": "operator", "category": "operations", "execution_timeout": 300}
      """;

  private static final String BACKUP =
      """
      '''
      ScriptsManager Metadata:
      @display_name: Nightly backup
      @description: Copies what matters to another machine
      @description_fr: Copie ce qui compte vers une autre machine
      @category: backup
      @tags: system,storage
      @parameters: [
        {"name": "destination", "type": "path", "required": true, "default": "/srv/backup", "description": "Where to"},
        {"name": "compression", "type": "select", "options": ["none", "gzip", "zstd"], "default": "gzip"}
      ]
      @execution_timeout: 3600
      '''
      print("backed up")
      """;

  private static final String CLEAN =
      """
      # ScriptsManager Metadata:
      # @description: Removes what nobody has looked at for a month
      # @tags: system,disk
      # @required_level: boss
      echo cleaned
      """;

  private static final String LAB =
      """
      {"name": "Laboratory", "description": "Measurements and their evaluation", "icon": "flask"}
      """;

  private static final String HEAT =
      """
      '''
      ScriptsManager Metadata:
      @description: Heat of the oven over the day
      @tags: oven
      '''
      print("237")
      """;

  private SampleGroups() {}

  /** Writes both below the data of a server. */
  static void into(Path data) {
    write(data, "system/metadata.json", SYSTEM);
    write(data, "system/backup.py", BACKUP);
    write(data, "system/clean.sh", CLEAN);
    write(data, "lab/metadata.json", LAB);
    write(data, "lab/heat.py", HEAT);
  }

  /** Writes a file of a group, such as {@code lab/heat.py}. */
  static Path write(Path data, String path, String text) {
    try {
      Path file = data.resolve("script_groups").resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
