package io.hexforge.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "src/app/page.tsx, '', tsx",
        "a.TS, '', typescript",
        "styles.module.css, '', css",
        "docs/x.md, '', markdown",
        "Dockerfile, '', dockerfile",
        "deep/Makefile, '', makefile",
        "bin/run, '#!/usr/bin/env python3', python",
        "bin/run, '#!/bin/sh -e', shellscript",
        "bin/run, '#! /usr/bin/env -S node --x', javascript",
        "c, '', plaintext",
        "LICENSE, 'text', plaintext",
        "x.unknown, '#!nothing', plaintext"
    })
    void is_found_out(String path, String content, String language) {
        assertThat(Language.of(FilePath.of(path), new Content(content)).name()).isEqualTo(language);
    }
}
