package io.hexforge.adapter.postgres.project;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.project.FileStore;
import io.hexforge.ports.driven.project.FileStoreContract;
import io.hexforge.ports.driven.project.ProjectStore;
import io.hexforge.ports.driven.project.ProjectStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class PostgresProjectStoreTest {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestDatabases.migrated();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Nested
    class AsProjectStore implements ProjectStoreContract {
        @Override
        public ProjectStore projects() {
            return new PostgresProjectStore(database);
        }
    }

    @Nested
    class AsFileStore implements FileStoreContract {
        @Override
        public ProjectStore projects() {
            return new PostgresProjectStore(database);
        }

        @Override
        public FileStore files() {
            return new PostgresFileStore(database);
        }
    }
}
