"""Countries by two letters and by three (ISO 3166-1), for layouts that want the longer ones: those that the core list names."""

_PAIRS = (
    "IQ IRQ KE KEN PH PHL GH GHA ID IDN ET ETH NG NGA UG UGA LK LKA BD BGD NP NPL IN IND PK PAK IR IRN SY SYR TR TUR "
    "CN CHN LB LBN JO JOR EG EGY SD SDN SO SOM ER ERI SL SLE CM CMR TZ TZA CI CIV MG MDG MA MAR TN TUN YE YEM PS PSE "
    "AF AFG MM MMR TH THA VN VNM UZ UZB AZ AZE GE GEO UA UKR RO ROU DE DEU SE SWE GB GBR US USA SA SAU AE ARE KW KWT "
    "QA QAT NO NOR"
).split()
ISO3 = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
