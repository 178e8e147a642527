package io.hexforge.domain.project;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a file is written in.
///
/// @param name as editors call it, such as `typescript`
public record Language(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+#._-]{0,39}");
    /// After the pattern, which its constructor needs.
    public static final Language PLAIN = new Language("plaintext");

    private static final Pattern SHEBANG =
            Pattern.compile("#![ \\t]*(?:\\S*/)?(?:env[ \\t]+(?:-S[ \\t]+)?)?(?:\\S*/)?([a-z]+)");
    private static final int LONGEST_SHEBANG = 200;
    private static final Map<String, Language> BY_EXTENSION = table(
            "typescript ts mts cts",
            "tsx tsx",
            "javascript js mjs cjs",
            "jsx jsx",
            "css css",
            "scss scss",
            "less less",
            "html html htm xhtml",
            "vue vue",
            "svelte svelte",
            "astro astro",
            "json json jsonc json5 webmanifest map",
            "markdown md markdown",
            "mdx mdx",
            "yaml yaml yml",
            "toml toml",
            "xml xml xsd xsl svg pom",
            "ini ini cfg",
            "properties properties env",
            "sql sql",
            "graphql graphql gql",
            "prisma prisma",
            "protobuf proto",
            "python py pyi pyw",
            "java java",
            "kotlin kt kts",
            "scala scala sc",
            "groovy groovy gradle",
            "go go",
            "rust rs",
            "c c h",
            "cpp cpp cc cxx hpp hh hxx",
            "csharp cs",
            "fsharp fs fsx",
            "swift swift",
            "objective-c m mm",
            "ruby rb rake gemspec",
            "php php",
            "perl pl pm",
            "lua lua",
            "r r",
            "julia jl",
            "dart dart",
            "elixir ex exs",
            "erlang erl hrl",
            "haskell hs",
            "ocaml ml mli",
            "clojure clj cljs cljc edn",
            "zig zig",
            "shellscript sh bash zsh",
            "fish fish",
            "powershell ps1 psm1",
            "bat bat cmd",
            "terraform tf tfvars",
            "dockerfile dockerfile",
            "makefile mk",
            "csv csv",
            "diff diff patch",
            "latex tex",
            "plaintext txt");
    private static final Map<String, Language> BY_NAME = table(
            "dockerfile dockerfile containerfile",
            "makefile makefile gnumakefile",
            "cmake cmakelists.txt",
            "ruby gemfile rakefile",
            "groovy jenkinsfile",
            "go-mod go.mod",
            "toml cargo.lock poetry.lock",
            "properties .env .env.local .env.example",
            "ignore .gitignore .dockerignore .npmignore .eslintignore",
            "json .prettierrc .eslintrc .babelrc",
            "ini .editorconfig .gitconfig .npmrc");
    private static final Map<String, Language> BY_INTERPRETER = table(
            "shellscript sh bash dash zsh ksh",
            "fish fish",
            "python python",
            "javascript node",
            "typescript deno bun tsx",
            "ruby ruby",
            "perl perl",
            "php php",
            "lua lua",
            "r rscript",
            "powershell pwsh",
            "groovy groovy",
            "java java");

    public Language {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a language has 1 to 40 small letters, digits and + # . _ -");
        }
    }

    public static Optional<Language> named(String name) {
        return NAME.matcher(name).matches() ? Optional.of(new Language(name)) : Optional.empty();
    }

    /// {@return what a file seems to be written in, by its name, else by the program that its first line
    /// names}
    public static Language of(FilePath path, Content content) {
        String name = path.name().toLowerCase(Locale.ROOT);
        Language byName = BY_NAME.get(name);
        if (byName != null) {
            return byName;
        }
        Language byExtension = BY_EXTENSION.get(name.substring(name.lastIndexOf('.') + 1));
        if (byExtension != null && name.indexOf('.') >= 0) {
            return byExtension;
        }
        String text = content.text();
        Matcher shebang = SHEBANG.matcher(text.substring(0, Math.min(text.length(), LONGEST_SHEBANG)));
        Language byInterpreter = shebang.lookingAt() ? BY_INTERPRETER.get(shebang.group(1)) : null;
        return byInterpreter == null ? PLAIN : byInterpreter;
    }

    /// @param rows each a language and what points to it
    private static Map<String, Language> table(String... rows) {
        var table = new HashMap<String, Language>();
        for (String row : rows) {
            String[] words = row.split(" ");
            for (int i = 1; i < words.length; i++) {
                table.put(words[i], new Language(words[0]));
            }
        }
        return Map.copyOf(table);
    }
}
