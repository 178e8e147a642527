package io.hexforge.adapter.files.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.gateway.UsageSpool;
import io.hexforge.ports.driven.gateway.UsageSpoolContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageSpoolFolderTest implements UsageSpoolContract {
    @TempDir
    private Path home;

    private UsageSpoolFolder open;

    @Override
    public UsageSpool spool() {
        open = UsageSpoolFolder.open(home, 6 << 20);
        return open;
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    private UsageSpool reopened() {
        open.close();
        return spool();
    }

    @Test
    void what_was_appended_outlives_the_process() {
        List<UsageRecord> records = UsageSpoolContract.records(12);
        spool().append(records.subList(0, 10));
        open.remove(3);

        UsageSpool next = reopened();
        next.append(records.subList(10, 12));

        assertThat(next.size()).isEqualTo(12);
        assertThat(next.oldest(20)).isEqualTo(records);
    }

    @Test
    void skips_a_torn_line_and_damaged_ones() throws IOException {
        List<UsageRecord> records = UsageSpoolContract.records(4);
        spool().append(records.subList(0, 2));
        Path file = files().getFirst();
        Files.writeString(file, "{\"id\":1}\nrubbish\n\n", UTF_8, StandardOpenOption.APPEND);
        byte[] whole = UsageLine.of(records.get(2));
        Files.write(file, List.of(new String(whole, 0, whole.length / 2, UTF_8)), StandardOpenOption.APPEND);

        UsageSpool next = reopened();
        next.append(records.subList(3, 4));

        assertThat(next.size()).isEqualTo(3);
        assertThat(next.oldest(10)).containsExactly(records.get(0), records.get(1), records.get(3));
        next.remove(3);
        assertThat(next.size()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void a_second_process_gets_a_folder_of_its_own_and_what_it_leaves_is_found() {
        List<UsageRecord> records = UsageSpoolContract.records(4);
        spool().append(records.subList(0, 2));
        try (var second = UsageSpoolFolder.open(home, 1 << 20)) {
            assertThat(second.size()).isZero();
            second.append(records.subList(2, 4));
        }

        assertThat(reopened().oldest(10)).isEqualTo(records);
    }

    @Test
    void the_text_of_the_files_is_readable() throws IOException {
        spool().append(List.of(UsageSpoolContract.record()));

        assertThat(Files.readString(files().getFirst()))
                .startsWith("{\"id\":\"")
                .contains("\"tokens\":[100,20,10,30,5]")
                .contains("\"latency\":\"PT1.234S\"")
                .endsWith("}\n");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("usage-spool/0"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        }
    }
}
