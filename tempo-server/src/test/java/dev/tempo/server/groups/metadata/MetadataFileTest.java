package dev.tempo.server.groups.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.server.security.authorization.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MetadataFileTest {

  /** The file that the application which Tempo takes over from documents, to the byte. */
  @Test
  void documentedGroup_isReadWhole() throws IOException {
    MetadataFile.GroupFile read = MetadataFile.group(Examples.bytes("metadata.json"));
    assertThat(read.warnings()).isEmpty();
    GroupMetadata group = read.metadata().orElseThrow();
    assertThat(group.names()).isEqualTo(Map.of("en", "System Administration"));
    assertThat(group.descriptions())
        .containsExactly(
            Map.entry("en", "System administration and maintenance scripts"),
            Map.entry("es", "Scripts de administración y mantenimiento del sistema"),
            Map.entry("it", "Script di amministrazione e manutenzione del sistema"),
            Map.entry("fr", "Scripts d'administration et de maintenance du système"));
    assertThat(group.look()).isEqualTo(new GroupMetadata.Look("server", "system"));
    assertThat(group.autoDiscovery()).isTrue();
    assertThat(group.defaults())
        .isEqualTo(
            new GroupMetadata.Defaults(
                Optional.of(Role.OPERATOR), Optional.of("base"), Optional.of(300)));
  }

  @Test
  void documentedScripts_areReadWhole() throws IOException {
    MetadataFile.ScriptsFile read = MetadataFile.scripts(Examples.bytes("script_metadata.json"));
    assertThat(read.warnings()).isEmpty();
    Map<String, ScriptHeader> scripts = read.scripts().orElseThrow();
    assertThat(scripts).containsOnlyKeys("backup_system.py");
    assertThat(scripts.get("backup_system.py").warnings()).isEmpty();
    assertThat(Examples.json(scripts.get("backup_system.py").layer()))
        .isEqualTo(
            Examples.json(
                """
                {"displayName":{"en":"System Backup","es":"Copia de Seguridad del Sistema",
                   "it":"Backup del Sistema","fr":"Sauvegarde du Système"},
                 "description":{"en":"Creates a complete system backup",
                   "es":"Crea una copia de seguridad completa del sistema",
                   "it":"Crea un backup completo del sistema",
                   "fr":"Crée une sauvegarde complète du système"},
                 "descriptionLong":{"en":"docs/backup_system.md","es":"docs/backup_system_es.md",
                   "it":"docs/backup_system_it.md","fr":"docs/backup_system_fr.md"},
                 "requiredLevel":"admin","category":"backup",
                 "tags":["system","maintenance","storage"],
                 "parameters":[
                   {"name":"destination","type":"path","required":true,
                    "description":{"en":"Backup destination directory",
                      "es":"Directorio de destino de la copia",
                      "it":"Directory di destinazione del backup",
                      "fr":"Répertoire de destination de la sauvegarde"}},
                   {"name":"compression","type":"select","options":["none","gzip","bzip2"],
                    "default":"gzip",
                    "description":{"en":"Compression method","es":"Método de compresión",
                      "it":"Metodo di compressione","fr":"Méthode de compression"}}],
                 "executionTimeoutSeconds":3600,"preferredPort":5200,"autoOpen":true,
                 "requiresParameters":true}
                """));
  }

  @Test
  void textsForPeople_haveEitherShape_everywhere() {
    MetadataFile.GroupFile group =
        read("{\"name\": {\"en\": \"Lab\", \"it\": \"Laboratorio\"}, \"description\": \"Things\"}");
    assertThat(group.warnings()).isEmpty();
    assertThat(group.metadata().orElseThrow().names()).containsEntry("it", "Laboratorio");
    assertThat(group.metadata().orElseThrow().descriptions()).isEqualTo(Map.of("en", "Things"));
    MetadataFile.ScriptsFile scripts =
        MetadataFile.scripts(
            "{\"x.sh\": {\"display_name\": \"X\", \"description\": {\"fr\": \"y\"}}}"
                .getBytes(StandardCharsets.UTF_8));
    assertThat(scripts.warnings()).isEmpty();
    assertThat(Examples.json(scripts.scripts().orElseThrow().get("x.sh").layer()))
        .isEqualTo(
            Examples.json("{\"displayName\":{\"en\":\"X\"},\"description\":{\"fr\":\"y\"}}"));
  }

  @Test
  void whatIsWrong_isToldWithItsLine_andHidesNothingElse() {
    MetadataFile.GroupFile group =
        read(
            """
            {"name": 7,
             "colour": "red",
             "icon": "unicorn",
             "required_level": "boss",
             "required_level": "root",
             "auto_discovery": "maybe",
             "execution_timeout": -1,
             "description": {"en": "kept",
                             "english": "no"},
             "category": "kept"}
            """);
    assertThat(group.metadata().orElseThrow().look())
        .isEqualTo(new GroupMetadata.Look(GroupMetadata.DEFAULT_ICON, "kept"));
    assertThat(group.metadata().orElseThrow().descriptions()).isEqualTo(Map.of("en", "kept"));
    assertThat(group.metadata().orElseThrow().requiredLevel()).isEqualTo(Role.ADMIN);
    assertThat(group.warnings().stream().map(Examples::place))
        .containsExactlyInAnyOrder(
            "1 name api.metadata.notLocalized",
            "2 colour api.metadata.unknownField",
            "3 icon api.metadata.unknownIcon",
            "5 required_level api.metadata.twice",
            "5 requiredLevel api.metadata.notLevel",
            "6 autoDiscovery api.metadata.notFlag",
            "7 executionTimeoutSeconds api.metadata.notWhole",
            "9 description api.metadata.notLanguage");
  }

  @Test
  void scriptThatIsWrong_hidesNoOther() {
    MetadataFile.ScriptsFile scripts =
        MetadataFile.scripts(
            """
            {"a.py": 7,
             "b.py": {"tags": "x,y"},
             "c.py": {"flask_port": "5201",
                      "port": 5}}
            """
                .getBytes(StandardCharsets.UTF_8));
    assertThat(scripts.scripts().orElseThrow()).containsOnlyKeys("b.py", "c.py");
    assertThat(scripts.warnings().stream().map(Examples::place))
        .containsExactly("1 a.py api.metadata.notObject");
    assertThat(scripts.scripts().orElseThrow().get("c.py").warnings().stream().map(Examples::place))
        .containsExactly("4 port api.metadata.unknownField");
  }

  @Test
  void fileThatIsNoJson_saysSo_andNothingElse() {
    for (String bad : List.of("", "{", "[]", "{} {}", "{\"name\": \"x\",}", "null")) {
      MetadataFile.GroupFile group = read(bad);
      assertThat(group.metadata()).isEmpty();
      assertThat(group.warnings()).hasSize(1);
    }
    assertThat(read("{\n\n\"name\" \"x\"}").warnings().stream().map(Examples::place))
        .containsExactly("3 - api.metadata.notJson");
  }

  @Test
  void file_mayBeginWithAMark_andBeOfAnyEncoding() {
    assertThat(read("\uFEFF{\"name\": \"é\"}").metadata().orElseThrow().names())
        .isEqualTo(Map.of("en", "é"));
    MetadataFile.GroupFile latin =
        MetadataFile.group("{\"name\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(latin.metadata().orElseThrow().names()).isEqualTo(Map.of("en", "é"));
    assertThat(latin.warnings().stream().map(Examples::place))
        .containsExactly("- - api.metadata.notEncoded");
  }

  private static MetadataFile.GroupFile read(String text) {
    return MetadataFile.group(text.getBytes(StandardCharsets.UTF_8));
  }
}
