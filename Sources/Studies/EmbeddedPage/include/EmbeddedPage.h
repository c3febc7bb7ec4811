// The files of the page of `toy explore`: parts of the program, which reads no others when it runs.
//
// Each function returns the text of one file, in UTF-8 and with a zero at its end.

#ifndef EMBEDDED_PAGE_H
#define EMBEDDED_PAGE_H

#pragma clang assume_nonnull begin

// Markup, style sheet and modules of JavaScript.
const unsigned char *embedded_address_mjs(void);
const unsigned char *embedded_charts_mjs(void);
const unsigned char *embedded_comb_mjs(void);
const unsigned char *embedded_drawing_mjs(void);
const unsigned char *embedded_explorer_css(void);
const unsigned char *embedded_explorer_html(void);
const unsigned char *embedded_motion_mjs(void);
const unsigned char *embedded_page_mjs(void);
const unsigned char *embedded_scene_denoise_mjs(void);
const unsigned char *embedded_scene_explore_mjs(void);
const unsigned char *embedded_scene_forced_mjs(void);
const unsigned char *embedded_scene_momentum_mjs(void);
const unsigned char *embedded_scene_number_mjs(void);
const unsigned char *embedded_scene_parity_mjs(void);
const unsigned char *embedded_scene_shrinking_mjs(void);
const unsigned char *embedded_scene_speech_mjs(void);
const unsigned char *embedded_scene_wall_mjs(void);
const unsigned char *embedded_settings_mjs(void);
const unsigned char *embedded_sheet_mjs(void);
const unsigned char *embedded_signals_mjs(void);
const unsigned char *embedded_stage_mjs(void);
const unsigned char *embedded_story_mjs(void);
const unsigned char *embedded_table_mjs(void);
const unsigned char *embedded_transform_mjs(void);

// The tables of figures from which the page has its numbers of speech.
const unsigned char *embedded_learned_floor_speech_csv(void);
const unsigned char *embedded_learned_puzzle_csv(void);

#pragma clang assume_nonnull end

#endif
