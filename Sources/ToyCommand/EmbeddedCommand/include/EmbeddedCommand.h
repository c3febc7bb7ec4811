// Files of the command line: parts of the program, which reads no others when it runs.
//
// Each function returns the text of one file, in UTF-8 and with a zero at its end.

#ifndef EMBEDDED_COMMAND_H
#define EMBEDDED_COMMAND_H

#pragma clang assume_nonnull begin

// The completion scripts, with marks for what depends on the commands.
const unsigned char *embedded_completions_bash(void);
const unsigned char *embedded_completions_fish(void);
const unsigned char *embedded_completions_zsh(void);

// The catalogue of figures.
const unsigned char *embedded_catalog_json(void);

#pragma clang assume_nonnull end

#endif
