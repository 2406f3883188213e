"""The shape of our language: one field a sentence, grouped by where it is said. zh.py and en.py fill it.

Ids of problems, reasons and derivations are the names of the fields below, so a missing sentence is a type error.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """All sentences of one language."""

    # --- the language itself
    lang: str
    list_separator: str
    day_pattern: str
    weekdays: tuple[str, str, str, str, str, str, str]

    # --- problems: what was typed cannot be used (exit code 2)
    amount_unreadable: str
    amount_negative: str
    amount_too_fine: str
    amount_too_large: str
    text_too_long: str
    text_missing: str
    date_unreadable: str
    ref_unknown: str
    ref_ambiguous: str
    member_unknown: str
    member_missing: str
    stage_unknown: str
    state_unknown: str
    item_unknown: str
    form_unknown: str
    field_unknown: str
    scheme_unknown: str
    tier_unknown: str
    tier_wrong_subject: str
    subject_customer: str
    subject_deal: str
    activity_unknown: str
    signoff_unknown: str
    reason_unknown: str
    role_unknown: str
    type_unknown: str
    contact_role_unknown: str
    field_not_settable: str
    override_needs_reason: str
    board_exists: str
    playbook_unknown: str
    playbook_part_unknown: str
    playbook_wrong: str
    playbook_file_missing: str
    playbook_file_not_file: str
    playbook_file_unreadable: str
    playbook_file_large: str
    playbook_file_empty: str
    playbook_file_encoding: str
    playbook_toml: str
    playbook_toml_twice: str
    playbook_toml_deep: str
    playbook_schema: str
    playbook_key_missing: str
    playbook_key_unknown: str
    playbook_type: str
    playbook_one_of: str
    playbook_range: str
    playbook_date: str
    playbook_number_large: str
    playbook_unclean: str
    playbook_text_long: str
    playbook_text_empty: str
    playbook_text_lines: str
    playbook_id: str
    playbook_id_twice: str
    playbook_list_empty: str
    playbook_untraced: str
    playbook_src: str
    playbook_ref_unknown: str
    playbook_form_written: str
    playbook_choice: str
    playbook_weights: str
    playbook_no_score: str
    playbook_applies: str
    playbook_subject: str
    playbook_order: str
    playbook_pattern: str
    playbook_no_channels: str
    playbook_event_silent: str
    playbook_sensitive: str
    playbook_forbidden: str
    playbook_no_lost: str
    playbook_kind_twice: str
    playbook_kind_text: str
    playbook_kind_truth: str
    playbook_kind_whole: str
    playbook_kind_number: str
    playbook_kind_list: str
    playbook_kind_table: str
    playbook_kind_choices: str
    playbook_kind_amount: str
    playbook_what_stage: str
    playbook_what_form: str
    playbook_what_field: str
    playbook_what_column: str
    playbook_what_table: str
    playbook_what_role: str
    playbook_what_right: str
    playbook_what_activity: str
    playbook_what_signoff: str
    playbook_what_scheme: str
    playbook_what_tier: str
    playbook_what_routine: str
    playbook_what_event: str
    playbook_what_gate: str
    playbook_what_rule: str
    playbook_what_choices: str
    playbook_what_choice: str
    playbook_what_deal_type: str
    playbook_what_calendar: str
    playbook_what_festival: str
    playbook_what_setting: str
    playbook_what_fact: str

    # --- problems: a rule says no (exit code 1)
    refused: str
    conflict: str
    not_open: str
    same_stage: str
    not_forward: str
    not_backward: str
    not_next: str
    reason_needed: str
    wake_too_late: str
    wake_in_past: str
    override_not_allowed: str
    override_nobody: str
    touch_in_future: str
    touch_too_old: str
    signoff_own: str
    signoff_role: str
    signoff_no_form: str
    member_twice: str

    # --- problems: busy or out of reach (3), damaged or newer (4)
    board_busy: str
    board_missing: str
    board_damaged: str
    board_newer: str
    board_foreign: str
    board_readonly: str
    drive_full: str

    # --- states of a deal, and what happened to it
    state_open: str
    state_won: str
    state_lost: str
    state_paused: str
    state_completed: str
    event_create: str
    event_import: str
    event_move: str
    event_back: str
    event_override: str
    event_override_win: str
    event_win: str
    event_complete: str
    event_lose: str
    event_pause: str
    event_resume: str
    event_tick: str
    event_untick: str
    event_tier: str
    event_fill: str
    event_sign: str
    event_sign_no: str
    event_log: str
    event_set: str
    event_field: str
    field_title: str
    field_owner: str
    field_amount: str
    field_close_on: str
    field_note: str
    field_type: str
    field_product: str
    field_source: str
    field_region: str
    field_stage: str
    field_customer: str

    # --- reasons of gates

    # --- why a date is what it is

    # --- the command line

    # --- import and export
    import_unreadable: str
    import_not_text: str
    import_empty: str
    import_encoding_unknown: str
    import_encoding_wrong: str
    import_delimiter: str
    import_preset_unknown: str
    import_column_unknown: str
    import_field_unknown: str
    import_no_names: str
    import_row_quotes: str
    import_row_width: str
    import_no_title: str
    import_no_customer: str
    import_date: str
    import_currency: str
    import_twice: str
    import_dates_guessed: str
    import_stage_guessed: str
    import_nameless: str
    import_beside: str
    import_beside_wrong: str
    import_row: str
    import_cell: str
    import_line: str
    import_reasons: str
    import_done: str
    export_unknown: str
    export_unwritable: str

    # --- the demo team

    # --- the screen: board, due list, head and foot
    view_overdue: str
    view_overdue_short: str
    view_today: str
    view_tomorrow: str
    view_none: str
    view_days: str
    view_count: str
    view_count_one: str
    view_won: str
    view_lost: str
    view_paused: str
    view_completed: str
    view_drop_here: str
    view_loading: str
    view_empty_board: str
    view_empty_filtered: str
    view_empty_first: str
    view_empty_column: str
    view_no_columns: str
    due_title: str
    due_counts_overdue: str
    due_counts_today: str
    due_overdue: str
    due_today: str
    due_tomorrow: str
    due_week: str
    due_later: str
    due_days: str
    due_empty: str
    head_mine: str
    head_team: str
    head_saving: str
    head_saved: str
    head_waiting: str
    foot_more: str

    # --- the screen: deal page and dialogs

    # --- the screen: names of actions, help
