package io.hexforge.ports.driving.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.Quota;
import io.hexforge.domain.project.Tree;
import io.hexforge.ports.driving.project.EditFiles.Outcome;
import io.hexforge.ports.inprocess.project.InProcessProjects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportProjectTest {
    private static final Quota QUOTA = new Quota(20, 1 << 20, 5);

    private final Ids ids = new Ids(InstantSource.system(), new Random(7));
    private final Actor ada = new Actor(ids.next(), ids.next(), null, Set.of(Scope.ALL), false);
    private final InProcessProjects store = new InProcessProjects();
    private final EditFiles editFiles = new EditFiles(store, store, QUOTA, ids);
    private final ImportProject importProject = new ImportProject(editFiles, QUOTA);
    private final UUID project = project();

    private UUID project() {
        var created = new ManageProjects(store, ids).create(ada, "Imports", "", ProjectMode.BUILDER, List.of());
        return ((ManageProjects.Outcome.Saved) created).project().id();
    }

    private static byte[] zip(Map<String, byte[]> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, UTF_8)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private List<String> paths() {
        return editFiles.tree(ada, project, null, true).orElseThrow().stream()
                .filter(entry -> entry.file() != null)
                .map(Tree.Entry::path)
                .map(Object::toString)
                .toList();
    }

    private void assertRefused(byte[] archive, String pointer) {
        assertThat(importProject.from(archive, ada, project))
                .isInstanceOfSatisfying(
                        Outcome.Invalid.class,
                        invalid -> assertThat(invalid.violations().getFirst().pointer())
                                .isEqualTo(pointer));
        assertThat(paths()).isEmpty();
    }

    @Test
    void what_was_exported_can_be_imported() throws IOException {
        editFiles.put(ada, project, "src/[id]/page.tsx", "export {}\n", null, null);
        editFiles.put(ada, project, "caf\u00e9.md", "# \ud83d\ude00", null, null);
        var archive = new ByteArrayOutputStream();
        new ExportProject(store).to(archive, ada, project);
        List<String> before = paths();
        editFiles.delete(ada, project, "caf\u00e9.md", null);

        assertThat(importProject.from(archive.toByteArray(), ada, project)).isInstanceOf(Outcome.Saved.class);

        assertThat(paths()).isEqualTo(before);
        assertThat(editFiles
                        .find(ada, project, "caf\u00e9.md", null)
                        .orElseThrow()
                        .content()
                        .text())
                .isEqualTo("# \ud83d\ude00");
        assertThat(editFiles.versions(ada, project, "src/[id]/page.tsx")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/passwd", "..\\x", "C:\\x", "C:/x", "a//b", "a\u0000"})
    void no_name_leads_out(String name) {
        var files = new TreeMap<>(Map.of("good", text("x"), name, text("x")));

        assertRefused(zip(files), "/" + name.replace("/", "~1"));
    }

    @Test
    void what_is_no_text_or_too_large_is_refused_whole() {
        assertRefused(zip(Map.of("a", new byte[] {(byte) 0xff})), "/a");
        assertRefused(zip(Map.of("a", text("x".repeat(100_001)))), "/a");
        assertRefused(zip(Map.of("a", new byte[500_000])), "/a");
        assertRefused(zip(new TreeMap<>(Map.of("e\u0301", text("1"), "\u00e9", text("2")))), "/\u00e9");
        assertRefused(text("no archive"), "");
        assertRefused(new byte[0], "");
    }

    @Test
    void a_bomb_is_not_unpacked() {
        var files = new TreeMap<String, byte[]>();
        for (int i = 0; i < 20; i++) {
            files.put("f" + i, text("\u00e9".repeat(90_000)));
        }
        assertRefused(zip(files), "");
        assertRefused(zip(Map.of("big", new byte[8 << 20])), "/big");
        var many = new TreeMap<String, byte[]>();
        for (int i = 0; i < 200; i++) {
            many.put("d" + i + "/", new byte[0]);
        }
        assertRefused(zip(many), "");
    }

    @Test
    void what_systems_leave_behind_is_passed_over() {
        var archive = zip(Map.of(
                "a/",
                text(""),
                "a/b",
                text("x"),
                "__MACOSX/a/._b",
                new byte[] {(byte) 0xff},
                "a/.DS_Store",
                new byte[1]));

        assertThat(importProject.from(archive, ada, project)).isInstanceOf(Outcome.Saved.class);
        assertThat(paths()).containsExactly("a/b");
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of("a", "b", "..", ".", "/", "//", "\\", "C:", "[x]", "\u0001", " ", "e\u0301")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(pieces -> String.join("", pieces))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 500)
    void whatever_an_archive_names_all_of_it_is_taken_or_nothing(@ForAll("names") List<String> names) {
        var files = new TreeMap<String, byte[]>();
        names.forEach(name -> files.put(name, text("x")));

        Outcome outcome = importProject.from(zip(files), ada, project);

        boolean clean = outcome instanceof Outcome.Saved saved && !saved.files().isEmpty();
        assertThat(paths().isEmpty()).isNotEqualTo(clean);
        assertThat(paths()).noneMatch(path -> path.startsWith("/") || ("/" + path + "/").contains("/../"));
        paths().forEach(path -> editFiles.delete(ada, project, path, null));
    }

    @Property(tries = 1000)
    void a_damaged_archive_breaks_nothing(@ForAll @Size(min = 1, max = 20) List<Byte> damage, @ForAll Random random) {
        byte[] archive = zip(Map.of("a/b", text("some text, some text, some text"), "c", text("x")));
        for (byte each : damage) {
            archive[random.nextInt(archive.length)] = each;
        }

        assertThat(importProject.from(archive, ada, project))
                .isInstanceOfAny(Outcome.Saved.class, Outcome.Invalid.class, Outcome.Blocked.class);
    }
}
