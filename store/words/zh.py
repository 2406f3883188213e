"""Every sentence of ours in Chinese."""

from store.words.shape import Words

WORDS = Words(
    # --- the language itself
    lang="zh",
    list_separator="、",
    day_pattern="{date} {weekday}",
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    # --- problems: what was typed cannot be used (exit code 2)
    amount_unreadable="看不懂金额“{text}”。可写 800000、80万 或 12,000.50。",
    amount_negative="金额不能是负数：{text}。",
    amount_too_fine="金额“{text}”的小数位太多，最多到分。",
    amount_too_large="金额“{text}”太大，请检查位数。",
    text_too_long="“{field}”最多 {most} 个字，现在有 {count} 个。请缩短。",
    text_missing="“{field}”不能为空。",
    date_unreadable="看不懂日期“{text}”。可写 2026-03-01、3/1、明天、下周三、+3工作日。",
    ref_unknown="找不到“{ref}”。请用编号（D-12、C-7）或名称的一部分。",
    ref_ambiguous="“{ref}”对应多个：{hits}。请写得更具体，或用编号。",
    member_unknown="团队里没有“{login}”。现有成员：{known}。",
    member_missing="“{login}”不是这个看板的成员。请用 --as 指定成员（{known}），或让成员执行 dealboard member add {login}。",
    stage_unknown="没有阶段“{stage}”。可用：{known}。",
    state_unknown="没有状态“{state}”。可用：{known}。",
    item_unknown="阶段“{stage}”没有清单项“{item}”。可用：{known}。",
    form_unknown="没有表单“{form}”。可用：{known}。",
    field_unknown="表单“{form}”没有字段“{field}”。可用：{known}。",
    scheme_unknown="没有分级方案“{scheme}”。可用：{known}。",
    tier_unknown="方案“{scheme}”没有级别“{tier}”。可用：{known}。",
    tier_wrong_subject="方案“{scheme}”用于{subject}，不能用在 {ref} 上。",
    subject_customer="客户",
    subject_deal="商机",
    activity_unknown="没有跟进方式“{kind}”。可用：{known}。",
    signoff_unknown="没有签核“{signoff}”。可用：{known}。",
    reason_unknown="没有原因“{reason}”。可用：{known}。",
    role_unknown="没有角色“{role}”。可用：{known}。",
    type_unknown="没有商机类型“{type}”。可用：{known}。",
    contact_role_unknown="没有联系人角色“{role}”。可用：{known}。",
    field_not_settable="“{field}”不能这样修改。可改：{known}。",
    override_needs_reason="越过关卡必须写明原因（--reason）。",
    board_exists="{path} 已经存在，没有改动它。请换一个文件名。",
    # --- problems: a rule says no (exit code 1)
    refused="现在不能这样做：",
    conflict="{by} 在 {at} 改过 {ref}（{fields}），您的改动没有保存。请看过新内容再改一次。",
    not_open="{ref} 现在是“{state}”，不能这样做。",
    same_stage="{ref} 已经在“{stage}”。",
    not_forward="“{stage}”在现阶段之前，请用“退回”并写明原因。",
    not_backward="“{stage}”不在现阶段之前，请用“推进”。",
    not_next="先要到“{stage}”，一次推进一个阶段。",
    reason_needed="请写明原因。",
    wake_too_late="唤醒日期最晚 {latest}（最多暂停 {days} 天）。",
    wake_in_past="唤醒日期必须晚于今天（{today}）。",
    override_not_allowed="只有 {roles} 可以越过这道关卡。",
    override_nobody="这道关卡任何人都不能越过。",
    touch_in_future="{at} 还没到：跟进只能记已经发生的。要约时间请用“预约”。",
    touch_too_old="补录最多 {days} 天前，{at} 只能由主管补录。",
    signoff_own="自己的商机不能由自己签核。",
    signoff_role="签核“{signoff}”需要角色：{role}。",
    signoff_no_form="先填好“{form}”，才能签核。",
    member_twice="登录名“{login}”已在团队里。",
    # --- problems: busy or out of reach (3), damaged or newer (4)
    board_busy="{owner} 正在保存看板，{seconds} 秒内没有等到。请稍后再试，您的输入没有丢。",
    board_missing="找不到看板文件 {path}。共享盘挂载了吗？新建看板：dealboard new 文件 --process ID。",
    board_damaged="看板文件 {path} 已损坏（{why}），没有改动它。请从备份恢复。",
    board_newer="看板 {path} 由更新的版本建立（格式 {theirs}，本程序到 {ours}）。请升级 dealboard。",
    board_foreign="{path} 不是 dealboard 看板文件。",
    board_readonly="看板所在目录 {folder} 不能写入：可以看，不能改。请让目录所有者开放组写权限。",
    drive_full="磁盘已满：保存需要 {needed}，{folder} 只剩 {free}。没有改动看板。",
    # --- reasons of gates
    # --- why a date is what it is
    # --- the command line
    # --- import and export
    # --- the demo team
    # --- the screen: board, due list, head and foot
    # --- the screen: deal page and dialogs
    # --- the screen: names of actions, help
)
