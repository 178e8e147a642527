package io.hexforge.ports.inprocess.project;

import io.hexforge.ports.driven.project.FileStore;
import io.hexforge.ports.driven.project.FileStoreContract;
import io.hexforge.ports.driven.project.ProjectStore;
import io.hexforge.ports.driven.project.ProjectStoreContract;
import org.junit.jupiter.api.Nested;

class InProcessProjectsTest {
    private final InProcessProjects store = new InProcessProjects();

    @Nested
    class AsProjectStore implements ProjectStoreContract {
        @Override
        public ProjectStore projects() {
            return store;
        }
    }

    @Nested
    class AsFileStore implements FileStoreContract {
        @Override
        public ProjectStore projects() {
            return store;
        }

        @Override
        public FileStore files() {
            return store;
        }
    }
}
