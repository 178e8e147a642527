package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flows about projects, as a user types them, over the in-process ports.
class ProjectsCommandTest {
    private final InProcessInstallation installation = new InProcessInstallation();
    private String out = "";
    private String err = "";

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        var written = new StringWriter();
        var complained = new StringWriter();
        var terminal = new Terminal(new PrintWriter(written), new PrintWriter(complained), new StringReader(""));
        int status = new CommandLineApp(installation, terminal).run(arguments);
        out = written.toString();
        err = complained.toString();
        return status;
    }

    @Test
    void a_project_is_made_filled_and_taken_along() throws IOException {
        assertThat(run("projects", "create", "Shop", "--mode", "student", "--description", "sells"))
                .isZero();
        String id = out.strip();
        Path archive = folder.resolve("in.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("src/main.py"));
            zip.write("print(1)\n".getBytes());
        }

        assertThat(run("projects", "import", id, archive.toString())).isZero();
        assertThat(out).contains("src/main.py", "python");
        assertThat(run("projects", "files", id)).isZero();
        assertThat(out).contains("src/main.py", "9", "python");
        assertThat(run("projects", "files", id, "src/main.py")).isZero();
        assertThat(out).isEqualTo("print(1)\n");
        assertThat(run("projects", "list")).isZero();
        assertThat(out).contains(id, "Shop", "student", "planning");
        assertThat(run("projects", "show", id)).isZero();
        assertThat(out).contains("Shop", "sells");
        assertThat(run("projects", "export", id, folder.resolve("out.zip").toString()))
                .isZero();
        assertThat(Files.readString(folder.resolve("out.zip"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("PK")
                .contains("src/main.py");
    }

    @Test
    void what_does_not_work_is_said() throws IOException {
        assertThat(run("projects", "create", "x")).isEqualTo(1);
        assertThat(err).contains("title must have 3 to 200 characters");
        assertThat(run("projects", "show", "nothing")).isEqualTo(1);
        assertThat(err).contains("no project with this id");
        assertThat(run("projects", "create", "Shop")).isZero();
        String id = out.strip();
        Path archive = Files.writeString(folder.resolve("in.zip"), "nothing");
        assertThat(run("projects", "import", id, archive.toString())).isEqualTo(1);
        assertThat(err).contains("must be a ZIP archive");
        assertThat(run("projects", "files", id, "none")).isEqualTo(1);
    }
}
