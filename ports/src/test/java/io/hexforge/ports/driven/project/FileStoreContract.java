package io.hexforge.ports.driven.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Inventory.Decision;
import io.hexforge.domain.project.Language;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every file store does.
public interface FileStoreContract {
    Quota ROOMY = new Quota(100, 1 << 20, 100);
    AtomicLong SECONDS = new AtomicLong();

    ProjectStore projects();

    FileStore files();

    private Actor newcomer() {
        return TestActors.ofAnyName().newcomer();
    }

    private UUID project(Actor actor) {
        Project project = TestProjects.of(actor, "Files");
        projects().add(actor, project);
        return project.id();
    }

    private static Draft draft(String path, @Nullable String content, @Nullable Long expected) {
        return new Draft(
                TestActors.IDS.next(),
                FilePath.of(path),
                content == null ? null : new Content(content),
                Language.PLAIN,
                expected);
    }

    private Decision write(Actor actor, UUID project, Quota quota, Draft... drafts) {
        Instant now = TestProjects.NOW.plusSeconds(SECONDS.incrementAndGet());
        return files().write(actor, project, List.of(drafts), quota, now).orElseThrow();
    }

    private List<FileVersion> put(Actor actor, UUID project, String path, String content) {
        return ((Decision.Accepted) write(actor, project, ROOMY, draft(path, content, null))).present();
    }

    private Optional<String> content(Actor actor, UUID project, String path, @Nullable Long version) {
        return files().find(actor, project, FilePath.of(path), version)
                .map(ProjectFile::content)
                .map(Content::text);
    }

    private List<String> paths(Actor actor, UUID project) {
        return files().list(actor, project, null, 1000).stream()
                .map(file -> file.path().value())
                .toList();
    }

    @Test
    default void keeps_each_version() {
        Actor ada = newcomer();
        UUID project = project(ada);
        FileVersion first = put(ada, project, "src/[id]/😀.txt", "one\n").getFirst();
        FileVersion second = put(ada, project, "src/[id]/😀.txt", "two é").getFirst();
        FileVersion same = put(ada, project, "src/[id]/😀.txt", "two é").getFirst();

        assertThat(first.version()).isEqualTo(1);
        assertThat(second).isEqualTo(same);
        assertThat(second.fileId()).isEqualTo(first.fileId());
        assertThat(second.size()).isEqualTo(6);
        assertThat(files().find(ada, project, second.path(), null))
                .hasValue(new ProjectFile(second, new Content("two é")));
        assertThat(content(ada, project, "src/[id]/😀.txt", 1L)).hasValue("one\n");
        assertThat(content(ada, project, "src/[id]/😀.txt", 3L)).isEmpty();
        assertThat(files().versions(ada, project, second.path())).containsExactly(second, first);
        assertThat(files().list(ada, project, null, 10)).containsExactly(second);
        assertThat(first.sha()).isEqualTo("5626abf0f72e58d7a153368ba57db4c673c0e171");
    }

    @Test
    default void a_deleted_file_keeps_its_history_and_comes_back_with_the_next_number() {
        Actor ada = newcomer();
        UUID project = project(ada);
        put(ada, project, "a", "one");

        assertThat(write(ada, project, ROOMY, draft("a", null, 1L))).isInstanceOf(Decision.Accepted.class);

        assertThat(content(ada, project, "a", null)).isEmpty();
        assertThat(content(ada, project, "a", 1L)).hasValue("one");
        assertThat(paths(ada, project)).isEmpty();
        assertThat(files().count(ada, project)).isZero();
        assertThat(files().versions(ada, project, FilePath.of("a")))
                .extracting(FileVersion::deleted)
                .containsExactly(true, false);
        assertThat(write(ada, project, ROOMY, draft("a", null, null))).isInstanceOf(Decision.Absent.class);
        assertThat(put(ada, project, "a", "one").getFirst().version()).isEqualTo(3);
    }

    @Test
    default void changes_nothing_if_one_change_does_not_fit() {
        Actor ada = newcomer();
        UUID project = project(ada);
        put(ada, project, "a", "one");

        assertThat(write(ada, project, ROOMY, draft("b", "x", null), draft("a", "y", 7L)))
                .isEqualTo(new Decision.Stale(FilePath.of("a"), 1));
        assertThat(write(ada, project, ROOMY, draft("b", "x", null), draft("c", "y", 1L)))
                .isEqualTo(new Decision.Stale(FilePath.of("c"), 0));
        assertThat(write(ada, project, ROOMY, draft("b", "x", null), draft("a/b", "y", null)))
                .isEqualTo(new Decision.Blocked(FilePath.of("a/b"), FilePath.of("a")));
        assertThat(write(ada, project, ROOMY, draft("d/e", "x", null), draft("d", "y", null)))
                .isEqualTo(new Decision.Blocked(FilePath.of("d/e"), FilePath.of("d")));
        var small = new Quota(2, 3000, 5);
        assertThat(write(ada, project, small, draft("b", "x", null), draft("c", "x", null)))
                .isInstanceOf(Decision.Full.class);
        assertThat(write(ada, project, small, draft("b", "x".repeat(2500), null)))
                .isInstanceOf(Decision.Full.class);
        assertThat(paths(ada, project)).containsExactly("a");
        assertThat(write(ada, project, small, draft("a", null, null), draft("a-b", "x", null), draft("a/b", "x", null)))
                .isInstanceOf(Decision.Accepted.class);
        assertThat(paths(ada, project)).containsExactly("a-b", "a/b");
    }

    @Test
    default void old_versions_make_room() {
        Actor ada = newcomer();
        UUID project = project(ada);
        var tight = new Quota(10, 5 * 1024, 3);
        for (int i = 1; i <= 5; i++) {
            write(ada, project, tight, draft("a", "a" + i, null));
        }
        assertThat(files().versions(ada, project, FilePath.of("a")))
                .extracting(FileVersion::version)
                .containsExactly(5L, 4L, 3L);

        write(ada, project, tight, draft("b", "b".repeat(2000), null));
        assertThat(files().versions(ada, project, FilePath.of("a")))
                .extracting(FileVersion::version)
                .containsExactly(5L, 4L, 3L);
        write(ada, project, tight, draft("b", null, null));
        write(ada, project, tight, draft("c", "c".repeat(3000), null));

        assertThat(content(ada, project, "a", null)).hasValue("a5");
        assertThat(files().versions(ada, project, FilePath.of("a"))).hasSize(1);
        assertThat(content(ada, project, "b", 1L)).isEmpty();
    }

    @Test
    default void lists_by_code_points_from_a_file_on() {
        Actor ada = newcomer();
        UUID project = project(ada);
        for (String path : List.of("b", "A", "a/x", "a-b", "\uff5e", "\ud83d\ude00")) {
            put(ada, project, path, path);
        }
        List<String> sorted = List.of("A", "a-b", "a/x", "b", "\uff5e", "\ud83d\ude00");
        assertThat(paths(ada, project)).isEqualTo(sorted);
        assertThat(files().count(ada, project)).isEqualTo(6);

        List<FileVersion> first = files().list(ada, project, null, 2);
        List<FileVersion> rest = files().list(ada, project, first.getLast().fileId(), 100);
        List<UUID> ids = rest.stream().map(FileVersion::fileId).toList();

        assertThat(rest).extracting(file -> file.path().value()).isEqualTo(sorted.subList(2, 6));
        assertThat(files().read(ada, project, ids.reversed()))
                .extracting(file -> file.content().text())
                .isEqualTo(sorted.subList(2, 6));
    }

    @Test
    default void nobody_sees_or_changes_anothers() {
        Actor ada = newcomer();
        UUID project = project(ada);
        FileVersion file = put(ada, project, "a", "one").getFirst();
        Actor colleague = TestActors.ofAnyName().colleagueOf(ada);
        var elsewhere = new Actor(TestActors.IDS.next(), ada.userId(), null, Set.of(), false);

        for (Actor other : Set.of(colleague, elsewhere, newcomer())) {
            assertThat(files().write(other, project, List.of(draft("a", "x", null)), ROOMY, TestProjects.NOW))
                    .isEmpty();
            assertThat(files().list(other, project, null, 10)).isEmpty();
            assertThat(files().count(other, project)).isZero();
            assertThat(files().find(other, project, file.path(), 1L)).isEmpty();
            assertThat(files().versions(other, project, file.path())).isEmpty();
            assertThat(files().read(other, project, List.of(file.fileId()))).isEmpty();
        }
        assertThat(projects().remove(ada, project)).isTrue();
        assertThat(files().list(ada, project, null, 10)).isEmpty();
    }

    @Test
    default void of_fifty_who_change_one_version_one_succeeds_and_none_is_lost() {
        Actor ada = newcomer();
        UUID project = project(ada);
        put(ada, project, "a", "one");

        assertThat(Race.ofFifty(i -> write(ada, project, ROOMY, draft("a", "by " + i, 1L))).stream()
                        .filter(Decision.Accepted.class::isInstance))
                .hasSize(1);
        Race.ofFifty(i -> write(ada, project, new Quota(30, 1 << 20, 9), draft("f" + i, "x", null)));
        assertThat(files().count(ada, project)).isEqualTo(30);
    }
}
