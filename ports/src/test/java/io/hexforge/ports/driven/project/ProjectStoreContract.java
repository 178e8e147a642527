package io.hexforge.ports.driven.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.Project.Change;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every project store does.
public interface ProjectStoreContract {
    ProjectStore projects();

    private Project added(Actor actor, String title) {
        Project project = TestProjects.of(actor, title);
        projects().add(actor, project);
        return project;
    }

    @Test
    default void gives_back_what_it_was_given() {
        Actor ada = TestActors.ofAnyName().newcomer();
        Project project = added(ada, "One");

        assertThat(projects().find(ada, project.id())).hasValue(project);
    }

    @Test
    default void lists_newest_first_what_matches() {
        Actor ada = TestActors.ofAnyName().newcomer();
        Project one = added(ada, "One");
        Project two = added(ada, "Two");
        Project three = added(ada, "Three");
        Project aside = one.with(Change.to(ProjectStatus.ARCHIVED), TestProjects.NOW.plusSeconds(1));
        assertThat(projects().save(ada, aside, 1)).isTrue();

        Page<Project> first = projects().page(ada, ProjectFilter.NOT_ARCHIVED, new Page.Request(null, 1));
        Page<Project> second = projects().page(ada, ProjectFilter.NOT_ARCHIVED, new Page.Request(first.next(), 1));

        assertThat(first.items()).containsExactly(three);
        assertThat(second.items()).containsExactly(two);
        assertThat(second.next()).isNull();
        assertThat(projects().count(ada, ProjectFilter.NOT_ARCHIVED)).isEqualTo(2);
        var archived = new ProjectFilter(ProjectMode.BUILDER, ProjectStatus.ARCHIVED);
        assertThat(projects().page(ada, archived, Page.Request.first()).items()).containsExactly(aside);
        assertThat(projects().count(ada, new ProjectFilter(ProjectMode.STUDENT, null)))
                .isZero();
    }

    @Test
    default void nobody_sees_or_changes_anothers() {
        Actor ada = TestActors.ofAnyName().newcomer();
        Project project = added(ada, "One");
        Actor colleague = TestActors.ofAnyName().colleagueOf(ada);
        var elsewhere = new Actor(TestActors.IDS.next(), ada.userId(), null, Set.of(), false);

        for (Actor other : Set.of(colleague, elsewhere, TestActors.ofAnyName().newcomer())) {
            assertThat(projects().find(other, project.id())).isEmpty();
            assertThat(projects()
                            .page(other, ProjectFilter.NOT_ARCHIVED, Page.Request.first())
                            .items())
                    .isEmpty();
            assertThat(projects().save(other, project.with(Change.to(ProjectStatus.BUILDING), TestProjects.NOW), 1))
                    .isFalse();
            assertThat(projects().remove(other, project.id())).isFalse();
        }
        assertThat(projects().find(ada, project.id())).hasValue(project);
        assertThat(projects().remove(ada, project.id())).isTrue();
        assertThat(projects().remove(ada, project.id())).isFalse();
        assertThat(projects().find(ada, project.id())).isEmpty();
    }

    @Test
    default void of_fifty_who_change_one_version_one_succeeds() {
        Actor ada = TestActors.ofAnyName().newcomer();
        Project project = added(ada, "One");
        Project changed = project.with(Change.to(ProjectStatus.BUILDING), TestProjects.NOW);

        assertThat(Race.ofFifty(i -> projects().save(ada, changed, 1)).stream().filter(saved -> saved))
                .hasSize(1);
    }
}
