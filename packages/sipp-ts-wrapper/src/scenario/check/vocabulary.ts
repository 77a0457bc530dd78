/** Every attribute that SIPp looks for in a step or action and that may be missing there. */
export const DISTANT: ReadonlySet<string> = new Set(
  `ack_txn advance_state assign_to auth case_indep chance check_it check_it_inverse command compare condexec
   condexec_inverse counter crlf dest display distribution exponential gamma header hide hiderest ignoresdp int_cmd
   lognormal lost max milliseconds min next normal occurence occurrence ontimeout optional pareto play_dtmf play_pcap_audio
   play_pcap_image play_pcap_video regexp_match repeat_rtd request response response_txn retrans rrs rtd rtp_echo rtp_stream
   sanity_check search_in src start_line start_rtd start_txn test timeout value variable variable2 weibull`.split(
    /\s+/,
  ),
);
